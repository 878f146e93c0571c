//! Columns of published tables are decided as their labels say, by their header and their first values.

mod shared;

use serde_json::Value;
use shared::data_file;
use weimu::detect::decide_column;
use weimu::model::PersonalInformation;

fn expected(label: &str) -> &'static [&'static str] {
    match label {
        "ID_CARD" => &["id_card"],
        "USCC" => &["uscc"],
        "PHONE" => &["phone", "mobile", "landline", "hotline"],
        "ADDRESS" | "ADDRESS_OR_URL" => &["address"],
        "ORG" => &["organization"],
        "PERSON" => &["name"],
        "REGION" | "REGION_CODE" => &["region"],
        "DATE" => &["date"],
        "POSTCODE" => &["postcode"],
        "BANK_ACCOUNT" => &["bank_account"],
        "FREE_TEXT" => &["none"],
        _ => &[],
    }
}

#[test]
fn published_columns_are_decided_as_labelled() {
    let Some(labels) = data_file("tables/columns.json") else { return };
    let labels: Value = serde_json::from_str(&labels).expect("well-formed JSON");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (table, columns) in labels.as_object().expect("tables") {
        let Some(text) = data_file(table) else { continue };
        let rows = csv_rows(&text);
        for (name, label) in columns.as_object().expect("columns") {
            let Some(label) = label.as_str() else { continue };
            let place =
                rows[0].iter().position(|header| header.trim_start_matches('\u{FEFF}') == name).expect("a header");
            let values = rows.iter().skip(1).filter_map(|row| row.get(place)).map(String::as_str);
            let decision = decide_column(name, values.filter(|value| !value.is_empty()).take(1000));
            let wanted = expected(label);
            seen += usize::from(!wanted.is_empty());
            if !wanted.is_empty() && !wanted.contains(&decision.column_type.name())
                || label == "FREE_TEXT" && !decision.text
            {
                wrong.push(format!("{table} {name} {label}: {decision:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen > 20);
}

/// A reader for quoted fields, enough for these files.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

#[test]
fn names_alone_decide_where_values_cannot() {
    for (name, wanted) in
        [("法人代表", "name"), ("姓名", "name"), ("所在省份", "region"), ("开户账号", "bank_account"), ("备注", "none")]
    {
        assert_eq!(decide_column(name, std::iter::empty()).column_type.name(), wanted, "{name}");
    }
}

#[test]
fn values_outvote_a_name_that_says_nothing() {
    let values = ["11010519491231002X", "440524188001010014", "51343620000320711X"];
    assert_eq!(decide_column("c1", values.into_iter()).column_type.name(), "id_card");
    let mixed = ["13800138000", "0375-2692229", "400-672-2705", "15266235191"];
    assert_eq!(decide_column("c2", mixed.into_iter()).column_type.name(), "phone");
}

#[test]
fn names_of_organizations_that_begin_with_a_division_are_organizations() {
    let values =
        ["来凤县中心医院", "武汉市第八医院", "郑州市财政局", "湖北省红十字会", "襄阳市慈善总会", "柳州市第一中学"];
    for name in ["name", "c1"] {
        assert_eq!(decide_column(name, values.into_iter()).column_type.name(), "organization", "{name}");
    }
    let addresses = ["来凤县翔凤镇武汉大道1号", "武汉市江岸区中山大道1307号", "郑州市金水区经三路25号"];
    assert_eq!(decide_column("c1", addresses.into_iter()).column_type.name(), "address");
}

#[test]
fn each_kind_of_personal_information_is_known_by_twenty_names() {
    let names: [(PersonalInformation, &str); 14] = [
        (
            PersonalInformation::Name,
            "姓名 名字 联系人 负责人 经办人 申请人 法定代表人 收件人 户主 监护人 曾用名 患者 业主 xm xingming fullname realName \
             contact_name customer_name linkman patientName",
        ),
        (
            PersonalInformation::BirthDate,
            "出生日期 出生年月 出生时间 生日 诞生日 生辰 出生年 csrq csny birth birthday birthdate birth_date birthDt birth_year \
             born_on date_of_birth dob bday chushengriqi shengri",
        ),
        (
            PersonalInformation::Identity,
            "身份证 身份证号 身份证号码 公民身份号码 居民身份证 证件号码 护照号 通行证号 军官证号 社会保障号 sfz sfzh zjhm gmsfhm idno \
             id_card idCardNo identity_card certNo nationalId shenfenzhenghao",
        ),
        (
            PersonalInformation::Biometric,
            "指纹 指纹特征 人脸 人脸图像 面部特征 虹膜 声纹 掌纹 基因序列 生物特征 耳廓 步态 fingerprint faceId face_feature iris \
             voiceprint palmprint dna biometric zhiwen renlian hongmo",
        ),
        (
            PersonalInformation::Address,
            "地址 住址 家庭住址 户籍地址 居住地 通讯地址 注册地址 收货地址 现住所 门牌号 坐落 dz zz jtzz txdz hjdz addr address \
             home_address mailingAddress residence zhuzhi",
        ),
        (
            PersonalInformation::Contact,
            "电话 联系电话 手机 手机号 移动电话 座机 固话 传真 联系方式 邮箱 电子邮箱 sj sjh lxdh lxfs dianhua mobile tel phone \
             contact_phone email wechat qq",
        ),
        (
            PersonalInformation::Communication,
            "通话记录 通话内容 通话时长 通信内容 通讯记录 短信内容 短信记录 聊天记录 聊天内容 邮件正文 录音文件 话单 主叫号码 被叫 call_log \
             callRecord cdr sms_content chatLog chat_record chatMessage thjl ltjl",
        ),
        (
            PersonalInformation::AccountSecret,
            "密码 登录密码 支付密码 交易密码 口令 密钥 私钥 验证码 动态码 密保答案 令牌 password passwd pwd secret token apikey \
             privateKey credential otp cvv mima dlmm",
        ),
        (
            PersonalInformation::Property,
            "存款 账户余额 个人收入 家庭收入 年收入 工资 薪资 年薪 奖金 房产 不动产权证 公积金 保单号 银行卡号 银行账号 车牌号 balance \
             salary income wages pension bonus gjj gongzi",
        ),
        (
            PersonalInformation::Credit,
            "征信 征信报告 信用评分 信用分 信用等级 信用记录 逾期天数 欠款金额 失信记录 黑名单 贷款余额 授信额度 还款记录 违约记录 个人负债 \
             creditScore credit_rating credit_report overdue_days loan_balance zhengxin yuqi",
        ),
        (
            PersonalInformation::Trajectory,
            "行踪 行踪轨迹 活动轨迹 轨迹 行程 途经地点 出发地 目的地 实时位置 当前位置 精准位置 定位信息 打卡地点 航班号 车次 经纬度 gps tracks \
             trajectory itinerary flightNo train_no guiji",
        ),
        (
            PersonalInformation::Lodging,
            "住宿 住宿信息 入住时间 入住酒店 退房时间 离店日期 房间号 客房号 同住人 住店天数 开房记录 宿舍号 床位号 lodging accommodation \
             checkin_time checkOutDate room_no roomNumber stay_record zhusu ruzhu",
        ),
        (
            PersonalInformation::Health,
            "诊断 诊断结果 病史 既往病史 病历号 疾病名称 症状 过敏史 用药 处方 手术记录 体检结果 血型 血压 核酸结果 疫苗接种 残疾等级 就诊科室 \
             diagnosis disease symptom allergies bloodType medical_history zhenduan",
        ),
        (
            PersonalInformation::Transaction,
            "交易金额 交易记录 交易时间 交易流水 交易对手 消费金额 消费记录 支付金额 转账金额 汇款 账单 充值金额 提现金额 退款金额 transaction_id \
             transactionAmount txn_amt tradeNo pay_amount purchaseAmount refund_amount jyje xfje",
        ),
    ];
    assert_eq!(names.map(|(kind, _)| kind), PersonalInformation::ALL);
    for (kind, names) in names {
        let names: Vec<&str> = names.split_whitespace().collect();
        let unknown: Vec<&&str> =
            names.iter().filter(|name| decide_column(name, std::iter::empty()).information != Some(kind)).collect();
        assert!(names.len() >= 20 && unknown.is_empty(), "{}: {unknown:?}", kind.name());
    }
}

#[test]
fn names_of_ordinary_columns_say_nothing_personal() {
    let ordinary = [
        "id",
        "序号",
        "规模",
        "企业类型",
        "注册资金",
        "注册资本",
        "经营范围",
        "status",
        "状态",
        "类别",
        "level",
        "医院等级",
        "面积",
        "数量",
        "单价",
        "file_name",
        "className",
        "备注",
        "url",
        "营业收入",
        "version",
        "排名",
    ];
    for name in ordinary {
        let decision = decide_column(name, std::iter::empty());
        assert!(decision.information.is_none() || decision.level < 3, "{name}: {decision:?}");
    }
}

#[test]
fn hidden_names_are_made_up_for_by_values() {
    let numbered = |make: &dyn Fn(usize) -> String| (0..60).map(make).collect::<Vec<String>>();
    let cases = [
        ("date", numbered(&|at| format!("20{:02}-{:02}-15", at % 30, at % 12 + 1))),
        ("region", numbered(&|at| ["110101", "110105", "310115", "440304"][at % 4].to_owned())),
        ("coordinate", numbered(&|at| format!("3{}.{:06}", at % 10, at * 7919 % 1_000_000))),
        ("bank_account", numbered(&|at| format!("4200{}", "1".repeat(8 + at % 6)) + &format!("{at:02}"))),
        ("none", numbered(&|at| format!("20230101{at:08}"))),
        ("none", numbered(&|at| format!("{}.{:02}", at * 37, at))),
        ("none", numbered(&|at| ["合格", "甲等", "未评", "王牌"][at % 4].to_owned())),
    ];
    for (wanted, values) in cases {
        let decision = decide_column("c1", values.iter().map(String::as_str));
        assert_eq!(decision.column_type.name(), wanted, "{decision:?}");
    }
}

#[test]
fn cells_with_parts_are_looked_into() {
    for value in ["{\"phone\":\"13800138000\",\"note\":\"上门\"}", "姓名=王建国;电话=13800138000", "a:1,b:2,c:张三"]
    {
        let decision = decide_column("c1", std::iter::repeat_n(value, 30));
        assert!(decision.text, "{value}: {decision:?}");
    }
}

#[test]
fn a_name_of_cards_turns_numbers_that_are_both_into_cards() {
    // STANDARDS B.12: an identity card number that is an 18-digit card of the same bank.
    let values = ["620502198912049897"; 30];
    assert_eq!(decide_column("c1", values.into_iter()).column_type.name(), "id_card");
    assert_eq!(decide_column("卡号", values.into_iter()).column_type.name(), "bank_card");
}

#[test]
fn a_decision_states_what_it_rests_on() {
    let values = ["11010519491231002X", "440524188001010014", "51343620000320711X"];
    let decision = decide_column("证件号码", values.into_iter());
    assert_eq!(decision.reason(), "by its name and 3 of 3 values");
}
