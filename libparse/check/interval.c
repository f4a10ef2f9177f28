/* interval.c - relations over intervals of half counts, in 128-bit integers. */
#include "check.h"

typedef struct wide_interval {
    mz_wide lo;
    mz_wide hi;
} wide_interval;

static wide_interval scaled(mz_interval interval, mz_wide factor)
{
    wide_interval result = {interval.lo * factor, interval.hi * factor};
    if (factor < 0) result = (wide_interval){result.hi, result.lo};
    return result;
}

static mz_interval interval_of(const mz_problem *problem, const mz_interval *intervals, uint32_t figure)
{
    return intervals != NULL ? intervals[figure] : problem->figures[figure].interval;
}

static int64_t value_of(const mz_problem *problem, const int64_t *values, uint32_t figure)
{
    return values != NULL ? values[figure] : problem->figures[figure].value;
}

/* Sum of terms [from, to): interval, exact value, and the moving ones' total coefficient. Moving terms move together:
 * they enter with their distance from the reference. */
typedef struct partial {
    wide_interval range;
    mz_wide exact;
    mz_wide moving;
} partial;

static partial sum_terms(const mz_problem *problem, const mz_relation *relation, uint32_t from, uint32_t to,
                         const bool *moving, int64_t reference, const mz_interval *intervals, const int64_t *values)
{
    partial sum = {0};
    for (uint32_t i = from; i < to; i++) {
        mz_term term = relation->terms[i];
        if (moving != NULL && moving[i]) {
            mz_wide offset = ((mz_wide)value_of(problem, values, term.figure) - reference) * term.coefficient;
            sum.range.lo += offset;
            sum.range.hi += offset;
            sum.exact += offset;
            sum.moving += term.coefficient;
            continue;
        }
        wide_interval one = scaled(interval_of(problem, intervals, term.figure), term.coefficient);
        sum.range.lo += one.lo;
        sum.range.hi += one.hi;
        sum.exact += (mz_wide)value_of(problem, values, term.figure) * term.coefficient;
    }
    return sum;
}

static mz_wide least(const mz_wide *items, size_t count)
{
    mz_wide result = items[0];
    for (size_t i = 1; i < count; i++)
        if (items[i] < result) result = items[i];
    return result;
}

static mz_wide greatest(const mz_wide *items, size_t count)
{
    mz_wide result = items[0];
    for (size_t i = 1; i < count; i++)
        if (items[i] > result) result = items[i];
    return result;
}

static wide_interval product(wide_interval a, wide_interval b)
{
    mz_wide corners[] = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
    return (wide_interval){least(corners, 4), greatest(corners, 4)};
}

/*
 * A percentage is counted in 10^-6 percent, so in half counts p stands for p / (2 * 10^6) percent, and the relation
 * p = 100 * N / D is p * D = 2 * 10^8 * N.
 */
static const mz_wide ratio_scale = (mz_wide)200000000;

static bool too_large(wide_interval range)
{
    const mz_wide limit = (mz_wide)1 << 62;
    return range.lo < -limit || range.hi > limit;
}

static mz_relation_state evaluate_ratio(const mz_problem *problem, const mz_relation *relation,
                                        const mz_interval *intervals, const int64_t *values)
{
    uint32_t split = 1 + relation->numerators;
    partial top = sum_terms(problem, relation, 1, split, NULL, 0, intervals, values);
    partial bottom = sum_terms(problem, relation, split, relation->term_count, NULL, 0, intervals, values);
    uint32_t figure = relation->terms[0].figure;
    mz_interval percent = interval_of(problem, intervals, figure);
    if (too_large(top.range) || too_large(bottom.range)) return MZ_STATE_HOLDS;
    wide_interval left = product((wide_interval){percent.lo, percent.hi}, bottom.range);
    wide_interval right = scaled((mz_interval){(int64_t)top.range.lo, (int64_t)top.range.hi}, ratio_scale);
    if (left.hi < right.lo || right.hi < left.lo) {
        /* cut off instead of rounded: within one last digit */
        mz_wide digit = (mz_wide)percent.hi - percent.lo;
        wide_interval wider = product((wide_interval){percent.lo - digit / 2, percent.hi + digit / 2}, bottom.range);
        return wider.hi < right.lo || right.hi < wider.lo ? MZ_STATE_BROKEN : MZ_STATE_ROUNDING;
    }
    return MZ_STATE_HOLDS;
}

/* Two copies of a figure, one printed with more digits (元 against 万元): that they differ by less is no rounding
 * error. */
static bool other_precision(const mz_problem *problem, const mz_relation *relation)
{
    if (relation->term_count != 2) return false;
    const mz_interval *a = &problem->figures[relation->terms[0].figure].interval;
    const mz_interval *b = &problem->figures[relation->terms[1].figure].interval;
    return a->hi - a->lo != b->hi - b->lo;
}

mz_relation_state mz_relation_evaluate(const mz_problem *problem, const mz_relation *relation,
                                       const mz_interval *intervals, const int64_t *values)
{
    if (relation->form == MZ_FORM_RATIO) return evaluate_ratio(problem, relation, intervals, values);
    partial sum = sum_terms(problem, relation, 0, relation->term_count, NULL, 0, intervals, values);
    if (relation->form == MZ_FORM_AT_MOST) return sum.range.lo > 0 ? MZ_STATE_BROKEN : MZ_STATE_HOLDS;
    if (sum.range.lo > 0 || sum.range.hi < 0) return MZ_STATE_BROKEN;
    if (sum.exact == 0 || other_precision(problem, relation)) return MZ_STATE_HOLDS;
    return MZ_STATE_ROUNDING;
}

static mz_wide divide_down(mz_wide a, mz_wide b)
{
    mz_wide quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static mz_wide divide_up(mz_wide a, mz_wide b)
{
    return -divide_down(-a, b);
}

static int64_t clamp(mz_wide value)
{
    if (value > INT64_MAX / 2) return INT64_MAX / 2;
    if (value < INT64_MIN / 2) return INT64_MIN / 2;
    return (int64_t)value;
}

/* The x for which factor * x can equal a number within wanted; factor an interval that does not contain zero. */
static bool quotient(wide_interval wanted, wide_interval factor, mz_interval *range)
{
    if (factor.lo <= 0 && factor.hi >= 0) return false;
    if (factor.lo == factor.hi && (factor.lo == 1 || factor.lo == -1)) { /* nearly always: divisions so wide are slow */
        wide_interval same = factor.lo > 0 ? wanted : (wide_interval){-wanted.hi, -wanted.lo};
        *range = (mz_interval){clamp(same.lo), clamp(same.hi)};
        return true;
    }
    mz_wide low[] = {divide_down(wanted.lo, factor.lo), divide_down(wanted.lo, factor.hi),
                     divide_down(wanted.hi, factor.lo), divide_down(wanted.hi, factor.hi)};
    mz_wide high[] = {divide_up(wanted.lo, factor.lo), divide_up(wanted.lo, factor.hi), divide_up(wanted.hi, factor.lo),
                      divide_up(wanted.hi, factor.hi)};
    *range = (mz_interval){clamp(least(low, 4)), clamp(greatest(high, 4))};
    return true;
}

static bool solve_ratio(const mz_problem *problem, const mz_relation *relation, const bool *moving, int64_t reference,
                        const mz_interval *intervals, const int64_t *values, mz_interval *range, int64_t *exact)
{
    uint32_t split = 1 + relation->numerators, figure = relation->terms[0].figure;
    partial top = sum_terms(problem, relation, 1, split, moving, reference, intervals, values);
    partial bottom = sum_terms(problem, relation, split, relation->term_count, moving, reference, intervals, values);
    if (too_large(top.range) || too_large(bottom.range)) return false;
    if (moving[0]) {
        if (top.moving != 0 || bottom.moving != 0) return false;
        wide_interval wanted = {top.range.lo * ratio_scale, top.range.hi * ratio_scale};
        if (bottom.exact == 0 || !quotient(wanted, bottom.range, range)) return false;
        *exact = clamp(top.exact * ratio_scale / bottom.exact);
        return true;
    }
    mz_interval percent = interval_of(problem, intervals, figure);
    mz_wide printed = value_of(problem, values, figure);
    /* x * (p * moving_bottom - scale * moving_top) = scale * top - p * bottom */
    wide_interval p = {percent.lo, percent.hi};
    wide_interval part = product(p, bottom.range);
    wide_interval wanted = {top.range.lo * ratio_scale - part.hi, top.range.hi * ratio_scale - part.lo};
    wide_interval factor = product(p, (wide_interval){bottom.moving, bottom.moving});
    factor.lo -= ratio_scale * top.moving;
    factor.hi -= ratio_scale * top.moving;
    mz_wide divisor = printed * bottom.moving - ratio_scale * top.moving;
    if (divisor == 0 || !quotient(wanted, factor, range)) return false;
    *exact = clamp((top.exact * ratio_scale - printed * bottom.exact) / divisor);
    return true;
}

bool mz_sum_solve(const mz_sum *sum, mz_wide moving, mz_relation_form form, int64_t reference, mz_interval *range,
                  int64_t *exact)
{
    wide_interval wanted = {-sum->hi, -sum->lo};
    if (!quotient(wanted, (wide_interval){moving, moving}, range)) return false;
    range->lo += reference;
    range->hi += reference;
    *exact = clamp(-sum->exact / moving) + reference;
    if (form == MZ_FORM_AT_MOST) {
        if (moving > 0)
            range->lo = INT64_MIN / 2;
        else
            range->hi = INT64_MAX / 2;
    }
    return true;
}

bool mz_relation_solve(const mz_problem *problem, const mz_relation *relation, const bool *moving, int64_t reference,
                       const mz_interval *intervals, const int64_t *values, mz_interval *range, int64_t *exact)
{
    if (relation->form == MZ_FORM_RATIO)
        return solve_ratio(problem, relation, moving, reference, intervals, values, range, exact);
    partial part = sum_terms(problem, relation, 0, relation->term_count, moving, reference, intervals, values);
    mz_sum sum = {part.range.lo, part.range.hi, part.exact};
    return mz_sum_solve(&sum, part.moving, relation->form, 0, range, exact);
}
