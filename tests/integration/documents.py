"""documents.py - disclosures composed for the tests: correct by construction, optionally with one mistake."""

CLASSES = {  # 类, 款, 项 with the standard names
    "204": ("公共安全支出", "20402", "公安", ("2040201", "行政运行"), ("2040220", "执法办案")),
    "208": ("社会保障和就业支出", "20805", "行政事业单位养老支出", ("2080501", "行政单位离退休"),
            ("2080505", "机关事业单位基本养老保险缴费支出")),
    "210": ("卫生健康支出", "21011", "行政事业单位医疗", ("2101101", "行政单位医疗"), ("2101103", "公务员医疗补助")),
}


def wan(value):
    """A count of 0.01 万元 as it is printed."""
    return "" if value == 0 else f"{value // 100}.{value % 100:02d}"


def figures(year, number):
    """Basic and project expenditure per 项, in 0.01 万元."""
    table = {}
    for i, (_, (_, _, _, first, second)) in enumerate(CLASSES.items()):
        for j, (code, _) in enumerate((first, second)):
            basic = 10000 + 713 * number + 997 * i + 331 * j + 20 * (year - 2020)
            project = 4000 + 55 * number if j == 1 and i == 0 else 0
            table[code] = (basic, project)
    return table


def budget(organisation, year=2024, number=1, wrong_parent=0, wrong_total=0, extra=""):
    """A department's budget, tabbed. wrong_parent and wrong_total are added (in 0.01 万元) to the printed figure of the
    class 204 and of the expenditure table's total; extra is a sentence at the end."""
    table = figures(year, number)
    basic = sum(b for b, _ in table.values())
    project = sum(p for _, p in table.values())
    total = basic + project
    last = sum(b + p for b, p in figures(year - 1, number).values())
    head = f"{100 + number} {organisation}\n\n预算年度：{year}\n\n单位：万元\n\n"

    lines = [f"{organisation}{year}年部门预算公开\n", f"{organisation} {year} 年部门预算公开目录\n", "部门预算收支总表\n" + head]
    lines.append("序号\t收入\t\t支出\t\n\t项目\t预算数\t项目\t预算数\n栏次\t1\t2\t3\t4")
    sums = {c: sum(sum(table[code]) for code, _ in rows[3:]) for c, rows in CLASSES.items()}
    left = [("一、一般公共预算拨款收入", wan(total)), ("二、政府性基金预算拨款收入", ""), ("三、国有资本经营预算拨款收入", "")]
    right = [("四、公共安全支出", wan(sums["204"])), ("八、社会保障和就业支出", wan(sums["208"])),
             ("十、卫生健康支出", wan(sums["210"]))]
    for i, (income, expenditure) in enumerate(zip(left, right), 1):
        lines.append("\t".join((str(i), *income, *expenditure)))
    lines.append(f"4\t本年收入合计\t{wan(total)}\t本年支出合计\t{wan(total)}")
    lines.append("5\t上年结转结余\t\t年终结转结余\t")
    lines.append(f"6\t收入总计\t{wan(total)}\t支出总计\t{wan(total)}\n")

    lines.append("部门预算支出总表\n" + head)
    lines.append("序号\t功能分类科目\t\t合计\t基本支出\t项目支出\n\t科目编码\t科目名称\t\t\t\n栏次\t1\t2\t3\t4\t5")
    lines.append(f"1\t\t合计\t{wan(total + wrong_total)}\t{wan(basic)}\t{wan(project)}")
    serial = 1
    for code, (name, middle, middle_name, *rows) in CLASSES.items():
        b, p = (sum(table[c][k] for c, _ in rows) for k in (0, 1))
        slip = wrong_parent if code == "204" else 0
        for row in ((code, name, b + slip, p), (middle, middle_name, b, p), *((c, n, *table[c]) for c, n in rows)):
            serial += 1
            lines.append(f"{serial}\t{row[0]}\t{row[1]}\t{wan(row[2] + row[3])}\t{wan(row[2])}\t{wan(row[3])}")
    lines.append("")

    lines.append("部门预算财政拨款“三公”经费支出表\n" + head)
    lines.append("序号\t项目\t合计\t一般公共预算拨款\n栏次\t1\t2\t3")
    for i, (name, value) in enumerate((("“三公”经费小计", 1200), ("一、因公出国（境）费", 0), ("二、公务用车购置及运维费", 900),
                                       ("其中：公务用车购置费", 0), ("公务用车运行维护费", 900), ("三、公务接待费", 300)), 1):
        lines.append(f"{i}\t{name}\t{wan(value)}\t{wan(value)}")
    lines.append("")

    lines.append("部门预算信息公开情况说明\n\n一、部门预算安排的总体情况\n")
    lines.append(f"{year}年本部门收入预算{wan(total)}万元，支出预算{wan(total)}万元，其中基本支出{wan(basic)}万元，项目支出{wan(project)}万元。")
    lines.append(f"收入预算较上年增加{wan(total - last)}万元，主要原因是人员经费正常增长。")
    if extra:
        lines.append(extra)
    return ("\n".join(lines) + "\n").encode()


def accounts(organisation, year, subject, planned):
    """A department's final accounts, one table and one sentence: what it calls the budget of a subject at the start of the year."""
    return "\n".join((
        f"{organisation}{year}年度部门决算公开\n", "收入支出决算总表\n", "公开01表\n", f"部门：{organisation}\n", "单位：万元\n",
        "收入\t\t\t支出\t\t", "项目\t行次\t金额\t项目\t行次\t金额", "栏次\t\t1\t栏次\t\t2",
        "一、一般公共预算财政拨款收入\t1\t70.00\t四、公共安全支出\t3\t70.00", "本年收入合计\t2\t70.00\t本年支出合计\t4\t70.00\n",
        "一、支出决算情况说明\n", f"{subject}年初预算为{planned}万元，支出决算为70.00万元。", ""))
