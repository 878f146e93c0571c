//! One thing wrong with a policy.

use super::Lang;
use super::lang::{InLang, Phrase};

/// A fault of a policy document or of its fit to a schema: where in the document, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Line in the document, from 1; 0 when the fault is of the schema or of a built-in policy rather than of a line.
    pub line: u32,
    /// Character column in the document, from 1; 0 when there is no line.
    pub column: u32,
    /// Path in the document, such as `scenarios.open.types.id_card`, or the column of the data.
    pub path: String,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault at a place of the document.
    pub fn new(line: u32, column: u32, path: impl Into<String>, kind: FaultKind) -> Self {
        Self { line, column, path: path.into(), kind }
    }

    /// The message with its place, in the language asked for.
    pub fn message(&self, lang: Lang) -> String {
        let text = self.kind.text(lang);
        match (self.line, self.path.is_empty()) {
            (0, true) => text,
            (0, false) => format!("{}: {text}", self.path),
            (line, true) => format!("{line}:{}: {text}", self.column),
            (line, false) => format!("{line}:{}: {}: {text}", self.column, self.path),
        }
    }
}

/// The known word nearest to one that is not known; shown as the end of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion(pub Option<String>);

impl InLang for Suggestion {
    type Text<'a> = String;
    fn in_lang(&self, lang: Lang) -> String {
        let Some(word) = &self.0 else { return String::new() };
        match lang {
            Lang::En => format!("; did you mean `{word}`?"),
            Lang::Zh => format!(";是否指 `{word}`?"),
        }
    }
}

macro_rules! fault_kinds {
    ($($(#[$doc:meta])* $variant:ident $({ $($field:ident : $ty:ty),* })? => $en:literal, $zh:literal;)*) => {
        /// What is wrong at one place of a policy.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "the fields are named in the message beside them")]
        pub enum FaultKind {
            $($(#[$doc])* $variant $({ $($field: $ty),* })?,)*
        }

        impl FaultKind {
            /// The message without its place.
            pub fn text(&self, lang: Lang) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let $field = InLang::in_lang($field, lang);)*)?
                        match lang {
                            Lang::En => format!($en),
                            Lang::Zh => format!($zh),
                        }
                    })*
                }
            }
        }
    };
}

fault_kinds! {
    // The text.

    /// Not well-formed YAML.
    Syntax => "this is not well-formed YAML", "不是合法的 YAML";
    /// More than one YAML document in the text.
    SeveralDocuments => "a policy is one YAML document; remove what follows `---`", "策略只能是一个 YAML 文档;请删去 `---` 之后的内容";
    /// Deeper or larger than any policy is.
    TooLarge => "this is nested too deeply or too large for a policy", "嵌套过深或内容过大,不是策略文件";
    /// A merge key: it would let one entry override another unseen.
    MergeKey => "the merge key `<<` is not allowed: it hides which rule holds; write the entries out, or use `extends`",
        "不允许使用合并键 `<<`:它会掩盖实际生效的规则;请逐项写出,或使用 `extends`";
    /// A YAML tag.
    Tag => "YAML tags (`!…`) are not used in policies", "策略中不使用 YAML 标签(`!…`)";
    /// A key of a mapping that is not text.
    KeyNotText => "a key must be text", "键必须是文本";
    /// A name that a kind cannot have.
    KindName => "a kind is named by letters, digits, `_` and `-`, at most 40", "类别名称只能由字母、汉字、数字、`_` 和 `-` 组成,最多 40 个字符";
    /// More kinds of policies' own than one process can have.
    KindsTooMany { most: usize } => "all policies of one process together declare at most {most} kinds of their own",
        "同一进程的所有策略合计最多声明 {most} 个自定义类别";
    /// A pattern that is no regular expression.
    PatternSyntax { what: String, at: usize } => "the pattern is no regular expression; character {at}: {what}",
        "不是合法的正则表达式;第 {at} 个字符:{what}";
    /// A pattern, or what it becomes, that is larger than the limit.
    PatternTooLarge => "the pattern is too large; it may have 1000 bytes, and repetitions such as `{{1,1000}}` make it larger than it looks",
        "正则表达式过大;最长 1000 字节,`{{1,1000}}` 一类的重复会使其实际规模更大";
    /// A pattern that matches the empty text.
    PatternMatchesNothing => "the pattern also matches nothing at all; let it ask for at least one character",
        "该正则表达式可以匹配空文本;请至少要求一个字符";
    /// One key twice: one of the two rules would be lost.
    DuplicateKey { key: String, first: u32 } =>
        "`{key}` stands here a second time, first in line {first}; one of the two would be ignored, so remove one",
        "`{key}` 重复出现,首次在第 {first} 行;两者只会有一个生效,请删去其一";

    // The vocabulary.

    /// No version.
    VersionMissing => "the version is missing; a policy begins with `weimu: 1`", "缺少版本;策略应以 `weimu: 1` 开头";
    /// A version that this release does not understand.
    VersionUnknown => "this release understands `weimu: 1` only", "本版本只支持 `weimu: 1`";
    /// A field that must be there.
    FieldMissing { field: &'static str } => "`{field}` is missing", "缺少 `{field}`";
    /// A field that is not known at this place.
    UnknownField { field: String, known: String, suggestion: Suggestion } =>
        "`{field}` is not a field here, which takes {known}{suggestion}", "此处没有字段 `{field}`,可用:{known}{suggestion}";
    /// A word outside a closed set: an op, a type, a kind, a level, …
    UnknownWord { what: Phrase, word: String, known: String, suggestion: Suggestion } =>
        "`{word}` is not {what}; known: {known}{suggestion}", "`{word}` 不是{what};可用:{known}{suggestion}";
    /// A value of the wrong type.
    WrongType { expected: Phrase, found: Phrase } => "{expected} is expected here, not {found}", "此处应为{expected},而不是{found}";
    /// A number outside what makes sense.
    OutOfRange { expected: Phrase } => "this number must be {expected}", "此数应为{expected}";
    /// Two fields that say two different things.
    Conflict { one: String, other: String } => "`{one}` and `{other}` cannot stand together", "`{one}` 与 `{other}` 不能同时使用";
    /// A range whose end comes before its start.
    RangeReversed => "a range is written [first, last], both counted from 1, first not after last",
        "范围写作 [起, 止],从 1 计数,起不得大于止";
    /// A column entry that says nothing.
    EntryEmpty => "say what becomes of this column: `type`, `op` or `scan: text`",
        "请说明该列如何处理:`type`、`op` 或 `scan: text`";
    /// Nothing in a scenario and nothing inherited.
    ScenarioMissing => "the policy has no scenario", "策略中没有场景";
    /// `extends` or a built-in name that does not exist.
    BuiltinUnknown { name: String, known: String, suggestion: Suggestion } =>
        "there is no built-in policy `{name}`; there are {known}{suggestion}", "没有内置策略 `{name}`;现有 {known}{suggestion}";
    /// An operation of the design that this version does not have.
    NotInVersion { op: String } => "`{op}` is not in this version; use mask, generalize, hash, tokenize, encrypt or fpe",
        "本版本没有 `{op}`;请使用 mask、generalize、hash、tokenize、encrypt 或 fpe";

    // Scenarios.

    /// A scenario that the policy does not have.
    ScenarioUnknown { name: String, known: String, suggestion: Suggestion } =>
        "the policy has no scenario `{name}`; it has {known}{suggestion}", "策略中没有场景 `{name}`;现有 {known}{suggestion}";
    /// Several scenarios and none chosen.
    ScenarioNotChosen { known: String } =>
        "the policy has several scenarios ({known}); choose one (--scenario), or set `default`",
        "策略有多个场景({known});请选择其一(--scenario),或设置 `default`";

    // Keys and algorithms.

    /// Key material in the policy.
    KeyWritten => "a policy names keys and never holds them; remove this, change the key if it was in use, and write `keyring: NAME`",
        "策略只写密钥名称,不写密钥本身;请删除此项,若该密钥已启用请更换,并改写为 `keyring: 名称`";
    /// A key entry without a source, or with two.
    KeySource => "a key is either `keyring: NAME` or `ephemeral: true`", "密钥只能写 `keyring: 名称` 或 `ephemeral: true` 之一";
    /// A rule names a key that the policy does not declare.
    KeyUndeclared { key: String, suggestion: Suggestion } => "`keys` declares no `{key}`{suggestion}", "`keys` 中未声明 `{key}`{suggestion}";
    /// An operation needs a key and names none.
    KeyNotNamed { op: &'static str } => "`{op}` needs `key: NAME`, a name under `keys`", "`{op}` 需要 `key: 名称`,即 `keys` 中的名称";
    /// Encryption under a key that nobody keeps.
    EphemeralEncrypt { key: String } =>
        "`{key}` lives for one run, so nothing encrypted under it could ever be revealed; use a keyring key, or `hash`",
        "密钥 `{key}` 只在本次运行内存在,用它加密将无法还原;请改用密钥环中的密钥,或使用 `hash`";
    /// An identifier hashed without a key.
    UnkeyedHash => "an unkeyed hash of an identifier is undone by trying every identifier; give `key: NAME` for a keyed hash (HMAC)",
        "标识符的值域可被穷举,无密钥的哈希等于未脱敏;请用 `key: 名称` 做带密钥的哈希(HMAC)";
    /// ECB.
    Ecb => "ECB shows which values are equal and protects no integrity; use `tokenize` where equal values must stay equal, else `encrypt`",
        "ECB 会暴露相等的值且不保护完整性;需要相同值仍相同时用 `tokenize`,否则用 `encrypt`";
    /// An algorithm that is broken.
    WeakAlgorithm { algorithm: String } => "`{algorithm}` is broken; use HMAC-SM3 or HMAC-SHA-256 to hash, SM4-GCM or AES-256-GCM to encrypt",
        "`{algorithm}` 已不安全;哈希请用 HMAC-SM3 或 HMAC-SHA-256,加密请用 SM4-GCM 或 AES-256-GCM";
    /// An algorithm of format-preserving encryption where an operation stands, or one that was withdrawn.
    FpeAlgorithm => "format-preserving encryption is `op: fpe`, and its algorithms are ff1-sm4 and ff1-aes-256; FF3 was withdrawn (SP 800-38G Rev. 1)",
        "保留格式加密写作 `op: fpe`,算法为 ff1-sm4 或 ff1-aes-256;FF3 已被撤回(SP 800-38G 修订 1)";
    /// Format-preserving encryption of a type without a format.
    FpeWithoutFormat { name: &'static str } =>
        "values of type `{name}` have no format of their own to keep; use `tokenize`, or say which characters they have (`format: digits`, `alphabet: CHARACTERS`)",
        "`{name}` 类型的值没有固定格式;请使用 `tokenize`,或写明其字符(`format: digits`、`alphabet: 字符`)";
    /// Format-preserving encryption of a column that has no type.
    FpeUntyped =>
        "`fpe` keeps the format of a type; give the column a `type` (id_card, uscc, mobile, phone, bank_card or plate), or say which characters its \
         values have (`format: digits`, `alphabet: CHARACTERS`)",
        "`fpe` 按类型保留格式;请写明该列的 `type`(id_card、uscc、mobile、phone、bank_card 或 plate),或写明其字符(`format: digits`、`alphabet: 字符`)";
    /// A part that cannot stay.
    FpeKeep { part: String, name: &'static str, can: String } =>
        "`{part}` is not for values of format {name}, which take `{can}`", "`{part}` 不适用于格式为 {name} 的值,可用 `{can}`";
    /// Too few values beside what stays.
    FpeDomainTooSmall { kept: String } =>
        "beside what is kept ({kept}) fewer than 1,000,000 values are left, which could be tried out (SP 800-38G Rev. 1); keep less, or use `tokenize`",
        "保留 {kept} 后取值不足 1000000 个,可被穷举(SP 800-38G 修订 1);请少保留一些,或使用 `tokenize`";
    /// An alphabet that is none.
    FpeAlphabet { alphabet: String } =>
        "`{alphabet}` is not an alphabet: write 2 to 94 printable ASCII characters, each once, no blank",
        "`{alphabet}` 不是字母表:请写 2 到 94 个互不相同的可见 ASCII 字符,不含空格";
    /// A key with several versions, of which the result does not say which it is under.
    FpeVersionMissing { key: String } =>
        "key `{key}` has had several versions, and a result of `fpe` does not say which made it; write `version: NUMBER` in the rule (`weimu key list` \
         shows the numbers), and keep it for as long as results are to be revealed",
        "密钥 `{key}` 有过多个版本,而 `fpe` 的结果不含版本编号;请在规则中写明 `version: 编号`(见 `weimu key list`),并在需要还原期间保持不变";
    /// An algorithm that the chosen suite excludes.
    OutsideSuite { algorithm: String, suite: &'static str, instead: String } =>
        "`crypto: {suite}` excludes `{algorithm}`; use {instead}, or `crypto: any`",
        "`crypto: {suite}` 不允许 `{algorithm}`;请用 {instead},或设 `crypto: any`";
    /// An algorithm of another operation.
    AlgorithmNotForOp { algorithm: String, op: &'static str, instead: String } =>
        "`{algorithm}` is not for `{op}`, which takes {instead}", "`{algorithm}` 不用于 `{op}`,可用 {instead}";
    /// Encryption needs the name of the dataset, which is bound into every ciphertext.
    DatasetMissing => "`encrypt` binds every value to its dataset; give the policy a `dataset: NAME`",
        "`encrypt` 会把每个值绑定到数据集;请在策略中写明 `dataset: 名称`";

    // Masks.

    /// A mask that leaves every character.
    MaskKeepsAll { name: &'static str, length: usize } =>
        "this mask leaves every character of a {length}-character {name}; keep fewer",
        "该掩码会完整保留 {length} 个字符的 {name};请少保留一些";
    /// A mask that replaces nothing in any value.
    MaskHidesNothing => "this mask replaces no character", "该掩码不会替换任何字符";
    /// An ID number whose hidden part stands in another column.
    IdMaskBesideBirthDate { column: String } =>
        "a mask that keeps the first 6 and last 4 of an ID number beside the birth date in `{column}` hides nothing: one candidate is left; \
         keep less, or generalize the birth date to the year",
        "身份证号保留前 6 后 4,而 `{column}` 列给出出生日期,可唯一还原;请少保留几位,或把出生日期泛化到年";

    // The fit to a schema.

    /// A column that the data does not have.
    ColumnUnknown { column: String, suggestion: Suggestion } => "the data has no column `{column}`{suggestion}", "数据中没有列 `{column}`{suggestion}";
    /// Two columns of one name.
    ColumnTwice => "two columns of the data have this name, and a rule could protect one and miss the other; rename one",
        "数据中有两列同名,规则可能只保护其中一列;请改名";
    /// A column that no rule names, where that stops the run.
    ColumnUnlisted => "no rule names this column; add it under `columns`, or set `unlisted: drop` or `unlisted: inspect`",
        "没有规则提到此列;请在 `columns` 中写明,或设 `unlisted: drop` 或 `unlisted: inspect`";
    /// A type named for a column, without a rule.
    TypeWithoutRule { name: &'static str, scenario: String } =>
        "scenario `{scenario}` has no rule for `{name}`; add one under its `types`, or give the column an `op`",
        "场景 `{scenario}` 没有 `{name}` 的规则;请在其 `types` 中添加,或为该列写明 `op`";
    /// An operation that does not work on a type of column.
    OpNotForColumn { op: &'static str, data_type: String, instead: Phrase } =>
        "`{op}` does not work on a column of type {data_type}; {instead}", "`{op}` 不适用于 {data_type} 类型的列;{instead}";
    /// A column that cannot be looked into, and that no rule names.
    ColumnOpaque { data_type: String } =>
        "a column of type {data_type} cannot be inspected; name it under `columns` with `op: drop`, `null` or `keep`",
        "{data_type} 类型的列无法检查;请在 `columns` 中写明 `op: drop`、`null` 或 `keep`";
    /// A column that no entry names, in which `fpe` may have changed something.
    RevealUnnamed =>
        "no entry names this column, so it is not known whether `fpe` changed its values, or what it found in them; name it under `columns` as \
         it was treated (`type: TYPE`, `scan: text` or `op: keep`), or choose other columns",
        "`columns` 中没有此列,无法得知 `fpe` 改变的是整个值还是其中的内容;请按当时的处理方式写明(`type: 类型`、`scan: text` 或 `op: keep`),或只选择其他列";
    /// A column asked for by name, whose rule cannot be undone.
    RevealIrreversible => "what was done to this column cannot be undone; leave it out of the columns to reveal",
        "此列的处理不可逆,无法还原;请从要还原的列中去掉";
}
