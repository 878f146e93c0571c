//! The kinds of failure, and their messages.

use std::io;

use super::lang::{InLang, Phrase};
use super::{Fault, Lang};
use crate::model::EntityKind;

/// Who must act on an error, and with it the exit code of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The run failed: input, output or environment (exit code 1).
    Failed,
    /// The policy, the arguments or the keyring were refused before the first row (exit code 2).
    Refused,
    /// A gate said no: leak, risk or signature (exit code 3).
    Gate,
}

impl ErrorClass {
    /// The exit code of the command line.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Refused => 2,
            Self::Gate => 3,
        }
    }
}

/// How many findings of one kind the leak check left unexplained in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeakCount {
    /// The column of the output.
    pub column: String,
    /// What was found.
    pub kind: EntityKind,
    /// How often.
    pub count: u64,
    /// Row of the first one, from 0 over the whole output.
    pub first_row: u64,
}

impl LeakCount {
    /// A count of unexplained findings.
    pub fn new(column: impl Into<String>, kind: EntityKind, count: u64, first_row: u64) -> Self {
        Self { column: column.into(), kind, count, first_row }
    }
}

macro_rules! error_kinds {
    ($($(#[$doc:meta])* $variant:ident $({ $($field:ident : $ty:ty),* })? => $class:ident, $en:literal, $zh:literal;)*) => {
        /// What went wrong.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "the fields are named in the message beside them")]
        pub enum ErrorKind {
            /// The policy is refused; every fault that was found.
            Policy(Vec<Fault>),
            /// The leak check found values in the output that no rule explains.
            Leak(Vec<LeakCount>),
            /// The operating system refused an operation.
            Io { operation: Phrase, error: io::ErrorKind, os: Option<i32> },
            $($(#[$doc])* $variant $({ $($field: $ty),* })?,)*
        }

        impl ErrorKind {
            /// Who must act.
            pub fn class(&self) -> ErrorClass {
                match self {
                    Self::Policy(_) => ErrorClass::Refused,
                    Self::Leak(_) => ErrorClass::Gate,
                    Self::Io { .. } => ErrorClass::Failed,
                    $(Self::$variant { .. } => ErrorClass::$class,)*
                }
            }

            /// The message without its place.
            pub fn text(&self, lang: Lang) -> String {
                match self {
                    Self::Policy(faults) => policy_text(faults, lang),
                    Self::Leak(leaks) => leak_text(leaks, lang),
                    Self::Io { operation, error, os } => io_text(operation.in_lang(lang), *error, *os, lang),
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

error_kinds! {
    /// An argument that cannot be used.
    Argument { argument: String, reason: Phrase } => Refused,
        "{argument}: {reason}", "{argument}:{reason}";
    /// Nothing matches what was given as input.
    NoInput { name: String } => Refused,
        "no input file matches `{name}`", "没有与 `{name}` 匹配的输入文件";
    /// The format cannot be told from the name or the first bytes.
    UnknownFormat { name: String } => Refused,
        "the format of `{name}` is not known; use .parquet, .csv, .tsv, .jsonl, .ndjson, .arrow or .feather",
        "无法判断 `{name}` 的格式;请使用 .parquet、.csv、.tsv、.jsonl、.ndjson、.arrow 或 .feather";
    /// The output would overwrite the input.
    OutputIsInput => Refused,
        "the output is the input; choose another --out", "输出与输入相同;请另选 --out";
    /// The output exists already.
    OutputExists { name: String } => Refused,
        "`{name}` exists already; choose another --out, or replace it with --force",
        "`{name}` 已存在;请另选 --out,或用 --force 替换它";
    /// A key is needed and no keyring was given.
    KeyringMissing => Refused,
        "the policy uses keys; give a keyring (--keyring FILE, or keyring=)",
        "策略用到密钥;请提供密钥环(--keyring FILE 或 keyring=)";
    /// The keyring lies beside the output.
    KeyringBesideOutput => Refused,
        "the keyring lies in the output's folder; what restores identity is stored apart from what was de-identified",
        "密钥环与输出在同一目录;可恢复身份的信息必须与去标识后的数据分开存放";
    /// The file is not a keyring, or not of a version that is understood.
    KeyringFormat { reason: Phrase } => Refused,
        "this is not a keyring that can be read: {reason}", "不是可读取的密钥环:{reason}";
    /// A keyring would be overwritten.
    KeyringExists { name: String } => Refused,
        "`{name}` exists already; choose another name (a keyring that is overwritten cannot be restored)",
        "`{name}` 已存在;请另选文件名(密钥环一旦被覆盖便无法恢复)";
    /// No passphrase was given.
    PassphraseMissing => Refused,
        "a passphrase is needed: --passphrase-file, WEIMU_PASSPHRASE, or answer the prompt on a terminal",
        "需要口令:--passphrase-file、环境变量 WEIMU_PASSPHRASE,或在终端按提示输入";
    /// The passphrase does not open the keyring, or the keyring was changed.
    Passphrase => Refused,
        "the passphrase does not open this keyring, or the keyring was altered",
        "口令无法打开该密钥环,或密钥环已被改动";
    /// The keyring has no key of that name.
    KeyMissing { name: String } => Refused,
        "the keyring has no key `{name}`; `weimu key list` shows what it has",
        "密钥环中没有密钥 `{name}`;可用 `weimu key list` 查看";
    /// The keyring has a key of that name already.
    KeyExists { name: String } => Refused,
        "the keyring has a key `{name}` already", "密钥环中已有密钥 `{name}`";
    /// The key is disabled or destroyed.
    KeyUnusable { name: String } => Refused,
        "the key `{name}` is disabled or destroyed", "密钥 `{name}` 已停用或销毁";
    /// A sealed value names a key id that the keyring does not hold.
    KeyIdMissing { id: u32 } => Refused,
        "a sealed value names key id {id}, which this keyring does not hold", "密文所用密钥号 {id} 不在该密钥环中";
    /// A sealed value does not authenticate; no detail by intention.
    Unauthentic => Failed,
        "a sealed value was altered, moved here from elsewhere, or sealed under another key",
        "密文被改动、来自别处,或使用了其他密钥";
    /// A sealed value was expected and something else stands there.
    NotSealed => Failed,
        "a value is not in sealed form; nothing was revealed", "存在不是密文格式的值;未还原任何内容";
    /// A counter that keeps nonces apart is used up.
    SealLimit => Failed,
        "this run has sealed as many values under one key as is safe; split the input into several runs",
        "本次运行在同一密钥下的加密次数已达安全上限;请把输入拆成多次运行";
    /// The operating system gave no randomness.
    Randomness => Failed,
        "the operating system gave no random bytes", "操作系统未能提供随机数";
    /// Text that is not UTF-8, or not of the encoding that the file began with.
    Encoding { encoding: &'static str } => Failed,
        "the text is not valid {encoding}", "文本不是合法的 {encoding}";
    /// A CSV record with another number of fields than the header.
    Ragged { expected: usize, found: usize } => Failed,
        "this record has {found} fields where the header has {expected}", "该记录有 {found} 个字段,而表头有 {expected} 个";
    /// Two columns of one name: a rule could protect one and miss the other.
    DuplicateColumn => Failed,
        "two columns have this name; rename one, so that every rule names one column",
        "有两列同名;请改名,使每条规则只对应一列";
    /// The input breaks off or contradicts its own format.
    Malformed { format: &'static str, reason: Phrase } => Failed,
        "this is not a well-formed {format} file: {reason}", "不是完好的 {format} 文件:{reason}";
    /// Arrow data handed in from another language that contradicts itself.
    ArrowInput { reason: Phrase } => Failed,
        "the Arrow data that was handed in cannot be used: {reason}", "传入的 Arrow 数据不可用:{reason}";
    /// A type of column that the operation does not work on.
    UnsupportedType { data_type: String } => Failed,
        "columns of type {data_type} are not supported here; drop the column or convert it first",
        "此处不支持 {data_type} 类型的列;请丢弃该列或先转换";
    /// A batch whose schema differs from the first.
    SchemaChanged => Failed,
        "the schema differs from that of the first batch or file", "结构与第一个批次或文件不同";
    /// More bytes in one batch of a column than its type can address.
    ColumnTooLarge => Failed,
        "the result is larger than this column's type can hold in one batch; use smaller batches or LargeUtf8",
        "结果超过该列类型在一个批次内的上限;请减小批次或使用 LargeUtf8";
    /// The input carries a secrecy mark.
    Secrecy => Gate,
        "the input carries a secrecy mark (绝密★, 机密★, 秘密★); state secrets must not be processed here, and no output was left; \
         if the mark means something else, let the column `allow: [secrecy_mark]`",
        "输入带有密级标志(绝密★、机密★、秘密★);国家秘密不得在此处理,未留下输出;若并非密级标志,请在该列写明 `allow: [secrecy_mark]`";
    /// The producer of the input stream failed. Its text is not repeated: it may quote the data.
    Upstream => Failed,
        "the producer of the input failed; run the input alone to see why", "输入数据源出错;请单独运行输入以查看原因";
    /// The run was interrupted by the user.
    Interrupted => Failed,
        "interrupted; no output was left", "已中断;未留下输出";
    /// A defect of weimu.
    Internal { invariant: &'static str } => Failed,
        "a defect in weimu: {invariant}; please report it", "weimu 内部错误:{invariant};请反馈";
}

fn policy_text(faults: &[Fault], lang: Lang) -> String {
    let mut text = match lang {
        Lang::En if faults.len() == 1 => "the policy is refused:".to_owned(),
        Lang::En => format!("the policy is refused for {} reasons:", faults.len()),
        Lang::Zh => format!("策略被拒绝,共 {} 处:", faults.len()),
    };
    for fault in faults {
        text.push_str("\n  ");
        text.push_str(&fault.message(lang));
    }
    text
}

fn leak_text(leaks: &[LeakCount], lang: Lang) -> String {
    let mut text = lang
        .pick(
            "the output holds findings that no rule explains; no output was left:",
            "输出中存在规则无法解释的命中;未留下输出:",
        )
        .to_owned();
    for leak in leaks {
        let line = match lang {
            Lang::En => format!(
                "\n  column `{}`: {} of kind {}, the first in row {}",
                leak.column,
                leak.count,
                leak.kind.name(),
                leak.first_row + 1
            ),
            Lang::Zh => format!(
                "\n  列 `{}`:{} 处 {}({}),首处在第 {} 行",
                leak.column,
                leak.count,
                leak.kind.name_zh(),
                leak.kind.name(),
                leak.first_row + 1
            ),
        };
        text.push_str(&line);
    }
    text.push_str(lang.pick(
        "\n  name the column in the policy with a type or `scan: text`, or say there which kinds it may hold (`allow`)",
        "\n  请在策略中为该列指定类型或 `scan: text`,或用 `allow` 写明允许保留的类别",
    ));
    text
}

fn io_text(operation: &str, error: io::ErrorKind, os: Option<i32>, lang: Lang) -> String {
    let cause = match error {
        io::ErrorKind::NotFound => lang.pick("no such file or folder", "文件或目录不存在"),
        io::ErrorKind::PermissionDenied => lang.pick("permission denied", "没有权限"),
        io::ErrorKind::StorageFull => lang.pick("the disk is full", "磁盘已满"),
        io::ErrorKind::QuotaExceeded => lang.pick("the disk quota is used up", "磁盘配额已用尽"),
        io::ErrorKind::ReadOnlyFilesystem => lang.pick("the file system is read-only", "文件系统只读"),
        io::ErrorKind::FileTooLarge => lang.pick("the file would be too large", "文件过大"),
        io::ErrorKind::IsADirectory => lang.pick("this is a folder", "这是一个目录"),
        io::ErrorKind::NotADirectory => lang.pick("part of the path is not a folder", "路径中有一部分不是目录"),
        io::ErrorKind::UnexpectedEof => lang.pick("the file ends too early", "文件提前结束"),
        _ => lang.pick("the operating system refused", "操作系统拒绝"),
    };
    let code = os.map(|code| format!(" (os {code})")).unwrap_or_default();
    match lang {
        Lang::En => format!("cannot {operation}: {cause}{code}"),
        Lang::Zh => format!("无法完成 {operation}:{cause}{code}"),
    }
}
