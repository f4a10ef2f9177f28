/* regroup.h - columns of aligned text that were put under the head beside theirs. */
#ifndef MZ_FORM_REGROUP_H
#define MZ_FORM_REGROUP_H

#include "form.h"

/*
 * Moves columns out of the group that the places of the heads put them in, where the sums of the rows say so: 合计
 * under 基本支出 that comes out with the columns beside the group only, and 项目支出 that the 小计 of its group leaves
 * out; and 机关运行经费, which the catalogue says stands apart, out of 三公经费 beside it. Paths and roles change, no
 * figure does. Tables whose sums hold as printed are left alone. false when memory runs out. Linear in cells.
 */
bool mz_form_regroup(mz_reader *reader);

#endif
