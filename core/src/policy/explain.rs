//! What a policy does, for a person to read.

use std::fmt;

use serde::Serialize;

use super::document::{ColumnEntry, KeySource, Treatment, Unlisted};
use super::plan::LeakCheck;
use super::policy::Policy;
use super::rule::{Keyed, Op};
use super::scenario::{Scenario, TypeRule};
use super::suite::Purpose;
use crate::detect::{CustomRule, ScanCost};
use crate::error::Lang;
use crate::model::ColumnType;
use crate::transform::{DatePrecision, FpeFormat, MaskRule};

/// What one scenario makes of each type and each named column. Displays as a table.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the dataset; empty if there is none.
    pub dataset: String,
    /// What becomes of columns that no rule names.
    pub unlisted: String,
    /// What becomes of unexplained findings in the output.
    pub leak: String,
    /// One row per type and per column.
    pub rows: Vec<ExplainedRule>,
    /// One per kind that the policy declares.
    pub kinds: Vec<ExplainedKind>,
    #[serde(skip)]
    lang: Lang,
}

/// What becomes of one type or column.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ExplainedRule {
    /// `type` or `column`.
    pub of: &'static str,
    /// Name of the type or column.
    pub name: String,
    /// The operation; empty if nothing is decided.
    pub op: &'static str,
    /// What the operation gives.
    pub gives: String,
    /// Whether `reveal` can undo it with the keyring.
    pub reversible: bool,
    /// Whether equal values give equal results.
    pub deterministic: bool,
    /// The key it uses, by its name in the policy.
    pub key: Option<String>,
    /// Where the rule stands.
    pub why: String,
}

/// How a kind that the policy declares is looked for.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ExplainedKind {
    /// Its name.
    pub name: &'static str,
    /// Whether it slows the scan of text down.
    pub slow: bool,
    /// What looking for it costs.
    pub cost: String,
}

impl ExplainedKind {
    fn of(rule: &CustomRule, lang: Lang) -> Self {
        let (slow, cost) = match rule.cost() {
            ScanCost::Filtered => (
                false,
                lang.pick(
                    "text without what it begins with is passed over at several GB/s",
                    "不含其固定开头的文本以每秒数 GB 的速度跳过",
                ),
            ),
            ScanCost::Full => (
                true,
                lang.pick(
                    "slow: no match begins with fixed characters, so all text is read, at about 0.5 GB/s and core",
                    "较慢:匹配没有固定开头,须逐字读取全部文本,每核约 0.5 GB/s",
                ),
            ),
        };
        Self { name: rule.kind().name(), slow, cost: cost.to_owned() }
    }
}

impl Explanation {
    pub(super) fn of(policy: &Policy, scenario: &Scenario<'_>, lang: Lang) -> Self {
        let explainer = Explainer { policy, scenario, lang };
        let types = scenario.types().map(|rule| explainer.rule("type", rule.name, rule, rule.rule.path.clone()));
        let columns = scenario.entries().map(|(path, entry)| explainer.column(path, entry));
        Self {
            scenario: scenario.name.to_owned(),
            dataset: policy.dataset().to_owned(),
            unlisted: explainer.unlisted().to_owned(),
            leak: explainer.leak().to_owned(),
            rows: types.chain(columns).collect(),
            kinds: policy.document().kinds.rules().map(|rule| ExplainedKind::of(rule, lang)).collect(),
            lang,
        }
    }
}

struct Explainer<'a> {
    policy: &'a Policy,
    scenario: &'a Scenario<'a>,
    lang: Lang,
}

impl Explainer<'_> {
    fn rule(&self, of: &'static str, name: &str, rule: TypeRule<'_>, why: String) -> ExplainedRule {
        let op = &rule.rule.op;
        let keyed = rule.rule.keyed();
        ExplainedRule {
            of,
            name: name.to_owned(),
            op: op.name(),
            gives: self.gives(rule),
            reversible: keyed.is_some_and(|keyed| keyed.purpose != Purpose::Hash && !self.is_ephemeral(keyed)),
            deterministic: keyed.is_none_or(|keyed| keyed.purpose != Purpose::Encrypt),
            key: keyed.map(|keyed| keyed.key.value.clone()),
            why,
        }
    }

    fn column(&self, path: &str, entry: &ColumnEntry) -> ExplainedRule {
        let place = entry.path.clone();
        let undecided = |op, gives: &str| ExplainedRule {
            of: "column",
            name: path.to_owned(),
            op,
            gives: gives.to_owned(),
            reversible: false,
            deterministic: true,
            key: None,
            why: place.clone(),
        };
        match (&entry.treatment, entry.column_type) {
            (Treatment::Rule(rule), of) => {
                self.rule("column", path, TypeRule { name: of.map_or(path, |of| of.name()), rule }, place)
            }
            (Treatment::Scan, _) => self.scanned(undecided("", "")),
            (Treatment::ByType, Some(ColumnType::None) | None) => {
                undecided("keep", self.lang.pick("the value, on purpose", "按策略原样保留"))
            }
            (Treatment::ByType, Some(of)) => match self.scenario.rule_for(of) {
                Some(rule) => self.rule("column", path, rule, format!("{place} → {}", rule.rule.path)),
                None => self.without_rule(undecided("", ""), of),
            },
        }
    }

    fn scanned(&self, row: ExplainedRule) -> ExplainedRule {
        let seals = || self.scenario.types().filter_map(|rule| rule.rule.keyed());
        let gives = self.lang.pick(
            "findings in the text, each by its type's rule; a kind without a rule is masked whole",
            "逐处查找文本中的信息,各按其类型的规则处理;没有规则的类别全部掩码",
        );
        ExplainedRule {
            op: "scan",
            gives: gives.to_owned(),
            reversible: seals().any(|keyed| keyed.purpose != Purpose::Hash && !self.is_ephemeral(keyed)),
            deterministic: seals().all(|keyed| keyed.purpose != Purpose::Encrypt),
            ..row
        }
    }

    fn without_rule(&self, row: ExplainedRule, of: ColumnType) -> ExplainedRule {
        let (op, gives) = match self.scenario.unlisted {
            Unlisted::Deny => {
                ("", self.lang.pick("refused: this scenario has no rule for the type", "拒绝:本场景没有该类型的规则"))
            }
            Unlisted::Drop => ("drop", self.lang.pick("no column", "不输出此列")),
            Unlisted::Inspect if !matches!(of, ColumnType::Entity(_) | ColumnType::Phone) => return self.scanned(row),
            Unlisted::Inspect => {
                ("mask", self.lang.pick("every character masked: no rule for the type", "全部掩码:没有该类型的规则"))
            }
        };
        ExplainedRule { op, gives: format!("{gives} ({})", of.name()), ..row }
    }

    fn gives(&self, rule: TypeRule<'_>) -> String {
        let pick = |en: &str, zh: &str| self.lang.pick(en, zh).to_owned();
        match &rule.rule.op {
            Op::Keep => pick("the value, on purpose", "按策略原样保留"),
            Op::Drop => pick("no column", "不输出此列"),
            Op::Null => pick("nothing", "空值"),
            Op::Replace(_) => pick("a constant", "固定文本"),
            Op::Mask { rule, replacement } => self.mask(rule, *replacement),
            Op::Address(level) => match self.lang {
                Lang::En => format!("the address down to its {}", level.name()),
                Lang::Zh => format!("地址只保留到 {}", level.name()),
            },
            Op::Date(precision) => {
                let name =
                    DatePrecision::ALL.iter().find(|(known, _)| known == precision).map_or("", |(_, name)| *name);
                match self.lang {
                    Lang::En => format!("the first day of the {name}"),
                    Lang::Zh => format!("日期只精确到 {name}"),
                }
            }
            Op::Number(width) => match self.lang {
                Lang::En => format!("the number, moved down to a multiple of {width}"),
                Lang::Zh => format!("数值向下取到 {width} 的倍数"),
            },
            Op::Keyed(keyed) => self.keyed(keyed, rule.domain()),
        }
    }

    fn mask(&self, rule: &MaskRule, with: char) -> String {
        match (self.lang, rule) {
            (Lang::En, MaskRule::All) => format!("every character `{with}`"),
            (Lang::Zh, MaskRule::All) => format!("全部字符替换为 `{with}`"),
            (Lang::En, MaskRule::KeepEnds { first, last }) => {
                format!("first {first} and last {last} characters kept, the rest `{with}`")
            }
            (Lang::Zh, MaskRule::KeepEnds { first, last }) => format!("保留前 {first} 后 {last},其余为 `{with}`"),
            (Lang::En, MaskRule::MaskEnds { first, last }) => {
                format!("first {first} and last {last} characters `{with}`")
            }
            (Lang::Zh, MaskRule::MaskEnds { first, last }) => format!("前 {first} 后 {last} 为 `{with}`"),
            (Lang::En, MaskRule::KeepRange { from, to }) => {
                format!("characters {from} to {to} kept, the rest `{with}`")
            }
            (Lang::Zh, MaskRule::KeepRange { from, to }) => format!("保留第 {from} 至 {to} 个字符,其余为 `{with}`"),
            (Lang::En, MaskRule::MaskRange { from, to }) => format!("characters {from} to {to} `{with}`"),
            (Lang::Zh, MaskRule::MaskRange { from, to }) => format!("第 {from} 至 {to} 个字符为 `{with}`"),
            (Lang::En, MaskRule::Before(marker)) => format!("what stands before `{marker}` is `{with}`"),
            (Lang::Zh, MaskRule::Before(marker)) => format!("`{marker}` 之前为 `{with}`"),
            (Lang::En, MaskRule::After(marker)) => format!("what stands after `{marker}` is `{with}`"),
            (Lang::Zh, MaskRule::After(marker)) => format!("`{marker}` 之后为 `{with}`"),
        }
    }

    fn keyed(&self, keyed: &Keyed, domain: &str) -> String {
        let algorithm = self.policy.algorithm(keyed).name();
        let what = match keyed.purpose {
            Purpose::Hash => self.lang.pick("keyed hash", "带密钥的哈希"),
            Purpose::Tokenize => self.lang.pick("token", "令牌"),
            Purpose::Encrypt => self.lang.pick("ciphertext", "密文"),
            Purpose::Fpe => self.lang.pick("another value of the same format", "同格式的另一个值"),
        };
        let mut text = format!("{what}, {algorithm}");
        if keyed.purpose != Purpose::Encrypt {
            text += &format!(", {} {domain}", self.lang.pick("domain", "域"));
        }
        if let Some(kept) = keyed.format.as_deref().map(FpeFormat::kept).filter(|kept| !kept.is_empty()) {
            text += &format!(", {} {kept}", self.lang.pick("keeping", "保留"));
        }
        if let Some(version) = keyed.version {
            text += &format!(", {} {version}", self.lang.pick("key version", "密钥版本"));
        }
        if let Some(length) = keyed.length {
            text += &format!(", {length} {}", self.lang.pick("bytes", "字节"));
        }
        if self.is_ephemeral(keyed) {
            text += self.lang.pick(", key of this run only", ",密钥仅在本次运行内存在");
        }
        text
    }

    fn is_ephemeral(&self, keyed: &Keyed) -> bool {
        matches!(self.policy.source(keyed), Some(KeySource::Ephemeral))
    }

    fn unlisted(&self) -> &'static str {
        match self.scenario.unlisted {
            Unlisted::Deny => {
                self.lang.pick("deny: a column that no rule names stops the run", "deny:没有规则的列使运行停止")
            }
            Unlisted::Drop => {
                self.lang.pick("drop: a column that no rule names is left out", "drop:没有规则的列不输出")
            }
            Unlisted::Inspect => self.lang.pick(
                "inspect: a column that no rule names is treated as what it is found to hold",
                "inspect:没有规则的列按识别出的内容处理",
            ),
        }
    }

    fn leak(&self) -> &'static str {
        match self.policy.document().leak.unwrap_or(LeakCheck::Deny) {
            LeakCheck::Deny => self.lang.pick(
                "deny: an unexplained finding in the output fails the run",
                "deny:输出中有未说明的命中则运行失败",
            ),
            LeakCheck::Warn => {
                self.lang.pick("warn: unexplained findings are counted in the report", "warn:未说明的命中计入报告")
            }
            LeakCheck::Off => self.lang.pick("off: the output is not scanned", "off:不扫描输出"),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pick = |en, zh| self.lang.pick(en, zh);
        writeln!(f, "{}: {}", pick("scenario", "场景"), self.scenario)?;
        if !self.dataset.is_empty() {
            writeln!(f, "{}: {}", pick("dataset", "数据集"), self.dataset)?;
        }
        writeln!(f, "{}: {}", pick("unlisted", "未列出的列"), self.unlisted)?;
        writeln!(f, "{}: {}\n", pick("leak check", "泄漏检查"), self.leak)?;
        let head = [
            pick("for", "对象"),
            pick("name", "名称"),
            pick("op", "操作"),
            pick("gives", "结果"),
            pick("reversible", "可逆"),
            pick("same in, same out", "同入同出"),
            pick("key", "密钥"),
            pick("rule", "依据"),
        ];
        let rows: Vec<_> =
            std::iter::once(head.map(str::to_owned)).chain(self.rows.iter().map(|row| row.cells(self.lang))).collect();
        write_table(f, &rows)?;
        if !self.kinds.is_empty() {
            writeln!(f, "\n{}", pick("kinds of this policy", "本策略声明的类别"))?;
        }
        let kinds: Vec<_> = self.kinds.iter().map(|kind| [kind.name.to_owned(), kind.cost.clone()]).collect();
        write_table(f, &kinds)
    }
}

impl ExplainedRule {
    fn cells(&self, lang: Lang) -> [String; 8] {
        let yes = |yes| lang.pick(if yes { "yes" } else { "no" }, if yes { "是" } else { "否" }).to_owned();
        let of = if self.of == "type" { lang.pick("type", "类型") } else { lang.pick("column", "列") };
        let key = self.key.clone().unwrap_or_else(|| "-".to_owned());
        [
            of.to_owned(),
            self.name.clone(),
            self.op.to_owned(),
            self.gives.clone(),
            yes(self.reversible),
            yes(self.deterministic),
            key,
            self.why.clone(),
        ]
    }
}

/// Writes columns under each other, two spaces between them.
fn write_table<const N: usize>(f: &mut fmt::Formatter<'_>, rows: &[[String; N]]) -> fmt::Result {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(display_width(cell));
        }
    }
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line += cell;
            line += &" ".repeat(width + 2 - display_width(cell));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Cells of a terminal: a Han character or a full-width form takes two.
fn display_width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}') { 2 } else { 1 }).sum()
}
