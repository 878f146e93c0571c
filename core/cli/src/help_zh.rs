//! The help in Chinese: one line per command and argument, laid over the English one.

use clap::Command;

/// `command` with its help in Chinese.
pub(crate) fn translated(command: Command) -> Command {
    let command = each(command, "").after_help(EXIT_CODES);
    command.about("对 Parquet、CSV、JSON Lines、Arrow 文件中的个人信息做脱敏与加密")
}

const EXIT_CODES: &str = "退出码：0 完成；1 失败；2 策略或参数被拒绝；3 未通过检查（泄漏检查）。";

fn each(mut command: Command, path: &str) -> Command {
    let arguments: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for argument in arguments {
        if let Some(help) = argument_help(path, &argument) {
            command = command.mut_arg(argument, |argument| argument.help(help));
        }
    }
    let children: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    for child in children {
        let path = if path.is_empty() { child.clone() } else { format!("{path} {child}") };
        command = command.mut_subcommand(child, |child| {
            let child = each(child, &path);
            match about(&path) {
                Some(text) => child.about(text),
                None => child,
            }
        });
    }
    command
}

fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "scan" => "识别表中各列的类型，或文本中各处信息的位置",
        "apply" => "对文件执行策略",
        "reveal" => "还原策略令牌化、加密或保留格式加密的内容",
        "key" => "创建和列出密钥",
        "key create" => "向密钥环添加密钥；文件不存在时新建",
        "key list" => "列出密钥环中的密钥",
        "policy" => "检查和解释策略",
        "policy check" => "检查策略本身，或对照输入的列检查",
        "policy explain" => "用文字说明策略的作用",
        "completions" => "输出 shell 补全脚本",
        _ => return None,
    })
}

fn argument_help(path: &str, argument: &str) -> Option<&'static str> {
    Some(match (path, argument) {
        (_, "lang") => "消息与报告的语言 [默认：按系统区域设置]",
        ("scan", "inputs") => "文件、目录或通配符；`-` 表示从标准输入读取文本；.txt 和 .md 按文本处理",
        ("scan", "explain") => "同时说明未认定的候选及原因",
        ("apply" | "reveal", "inputs") => "文件、目录（递归查找）或通配符",
        ("apply" | "reveal", "policy") => "策略文件，或内置策略名：open、share",
        ("apply" | "reveal", "scenario") => "策略中的场景 [默认：策略的默认场景或唯一场景]",
        ("apply" | "reveal", "out") => "输出文件；若已是目录、以 `/` 结尾或有多个输入，则为目录",
        ("apply" | "reveal", "format") => "输出格式 [默认：按 --out 的扩展名，否则与输入相同]",
        ("apply" | "reveal", "force") => "替换已存在的输出",
        ("apply" | "reveal", "report") => "另将报告以 JSON 写入文件",
        ("apply" | "reveal", "json") => "以 JSON 输出报告",
        ("reveal", "columns") => "只还原这些列",
        ("key create", "name") => "密钥名，与策略中一致",
        ("key create", "profile") => "新密钥环的保护算法 [默认：gm]",
        ("key create" | "key list", "keyring") => "密钥环文件",
        (_, "keyring") => "密钥环文件；不得与输出在同一目录",
        (_, "passphrase_file") => "存放密钥环口令的文件 [默认：环境变量 WEIMU_PASSPHRASE，否则提示输入]",
        ("policy check" | "policy explain", "policy") => "策略文件，或内置策略名",
        ("policy check", "against") => "对照这些文件、目录或通配符的列检查",
        ("policy check" | "policy explain", "scenario") => "只看该场景 [默认：全部]",
        ("completions", "shell") => "shell 名称",
        (_, "threads") => "线程数 [默认：每个处理器一个]",
        (_, "json") => "输出 JSON",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Arguments;

    fn untranslated(command: &Command, path: &str, missing: &mut Vec<String>) {
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if !matches!(id, "help" | "version") && argument_help(path, id).is_none() {
                missing.push(format!("{path} {id}"));
            }
        }
        for child in command.get_subcommands() {
            let path =
                if path.is_empty() { child.get_name().to_owned() } else { format!("{path} {}", child.get_name()) };
            if about(&path).is_none() {
                missing.push(path.clone());
            }
            untranslated(child, &path, missing);
        }
    }

    #[test]
    fn every_command_and_argument_has_chinese_help() {
        let mut missing = Vec::new();
        untranslated(&Arguments::command(), "", &mut missing);
        assert!(missing.is_empty(), "without Chinese help: {missing:?}");
    }

    #[test]
    fn the_commands_are_well_formed_in_both_languages() {
        Arguments::command().debug_assert();
        translated(Arguments::command()).debug_assert();
    }
}
