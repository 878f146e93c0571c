//! Remarks as case workers write them.

use super::naive::passes_as_code;
use super::text::Text;
use crate::generate::identifier::{Counties, Day, id_card, mobile, person, uscc};
use crate::random::SplitMix64;

const SENTENCES: [&str; 24] = [
    "经核实该户情况属实，符合规定的条件，同意办理。",
    "申请人已提交全部材料，窗口人员当场核对原件后退还。",
    "因家庭主要劳动力长期患病，生活确有困难，建议纳入救助范围。",
    "村委会已公示七天，期间没有收到不同意见。",
    "工作人员入户走访时本人不在家，由其子女代为说明情况。",
    "系统升级后资料未能同步，请信息中心协助处理。",
    "来电反映小区供暖温度不达标，已转交供热单位限期整改。",
    "该企业经营状况良好，按时足额缴纳社会保险费。",
    "当事人对处理结果表示满意，未提出其他诉求。",
    "会议研究决定按照有关文件精神执行，请各部门抓好落实。",
    "材料不齐，已一次性告知需要补正的内容。",
    "经审查，申请事项不属于本部门职责范围，已告知向有权机关提出。",
    "本次检查发现消防通道堆放杂物，责令立即清理并复查。",
    "患者主诉头晕乏力，既往有高血压病史，建议住院观察治疗。",
    "项目资金已拨付到位，请按照进度组织实施并报送总结。",
    "双方自愿达成调解协议，约定分期支付剩余款项。",
    "已短信通知本人领取证件，请携带有效证明到大厅办理。",
    "学生成绩优异，家庭经济困难，符合助学金评定标准。",
    "道路两侧绿化需要补种，养护单位已经安排人员施工。",
    "账务核对无误，原始凭证已归档保存。",
    "投诉人称商家拒绝退货，市场监管所已组织双方协商。",
    "本人承诺所填内容真实有效，如有虚假愿意承担相应责任。",
    "审批流程已结束，结果以书面形式送达。",
    "因天气原因延期开工，具体时间另行通知；请做好安全防护。",
];

/// Remarks of about 200 bytes, `bytes` together.
pub(super) fn text(bytes: usize) -> Text {
    let counties = Counties::in_force();
    let random = &mut SplitMix64::new(1, bytes as u64);
    let mut text = Text::with_capacity(bytes);
    while text.byte_len() < bytes {
        let begin = text.byte_len();
        while text.byte_len() - begin < 150 {
            detail(text.row(), random);
            text.row().push_str(random.pick(&SENTENCES));
            if random.chance(7) {
                identifier(text.row(), &counties, random);
            }
        }
        text.end_row();
    }
    text
}

/// What has digits and is nothing that is looked for.
fn detail(row: &mut String, random: &mut SplitMix64) {
    let detail = match random.below(20) {
        0 | 1 => format!("{}年{}月{}日，", random.between(2010, 2025), random.between(1, 12), random.between(1, 28)),
        2 => format!("{}：", Day::random(2010, 2025, random)),
        3 => format!("金额{}.{:02}元，", random.between(10, 99_999), random.below(100)),
        4 => format!("合计{},{:03}元，", random.between(1, 999), random.below(1000)),
        5 => format!("依据〔{}〕{}号文件，", random.between(2010, 2025), random.between(1, 300)),
        6 => format!("受理编号{}{:06}，", random.between(2010, 2025), random.below(1_000_000)),
        7 => format!("第{}批共{}人，", random.between(1, 30), random.between(1, 500)),
        8 => format!("占比{}.{}%，", random.between(1, 99), random.below(10)),
        9 if random.chance(20) => {
            format!("业务号{}{:015}，", random.between(7000, 9999), random.next() % 1_000_000_000_000_000)
        }
        _ => return,
    };
    row.push_str(&detail);
}

fn identifier(row: &mut String, counties: &Counties, random: &mut SplitMix64) {
    let identifier = match random.below(10) {
        0..=3 => format!("联系人{}，电话{}。", person(random), mobile(random)),
        4..=6 => {
            let number = loop {
                let county = counties.pick(random);
                let number = id_card(county.code, Day::random(1940, 2008, random), random.chance(50), random);
                // One that is a credit code as well is taken for that where its division was not in force at the birth.
                if !passes_as_code(number.as_bytes()) {
                    break number;
                }
            };
            format!("身份证号{number}。")
        }
        7 | 8 => format!("统一社会信用代码：{}。", uscc(counties.pick(random).code, random)),
        _ => format!("邮箱user{}@example.cn，", random.below(100_000)),
    };
    row.push_str(&identifier);
}
