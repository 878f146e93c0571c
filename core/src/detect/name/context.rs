//! Words beside a name, and what they say for or against it.

use super::character::{Character, Characters, number, numbers};
use super::lexicon::{KeyMap, LONGEST, key, key_of};
use super::traits::Traits;

/// What stands directly in front of or behind a place of a row of Han characters.
pub(super) struct Around {
    before: KeyMap<Before>,
    after: KeyMap<After>,
}

/// What a word in front says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A title or a role.
    Title,
    /// A word that often stands before a name, and before much else.
    Link,
}

/// What a word behind says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// A title, a role or a verb that only people are the subject of.
    Person,
    /// A word for a place or a thing that names are given to.
    Thing,
    /// A word that often stands behind a name, and behind much else.
    Link,
}

impl Before {
    fn trait_of_last(self) -> Traits {
        match self {
            Self::Title => Traits::ENDS_TITLE,
            Self::Link => Traits::ENDS_LINK,
        }
    }
}

impl After {
    fn trait_of_first(self) -> Traits {
        match self {
            Self::Person => Traits::BEGINS_PERSON,
            Self::Thing => Traits::BEGINS_THING,
            Self::Link => Traits::BEGINS_LINK,
        }
    }
}

impl Around {
    /// The words, and in `characters` which each is a part of.
    pub(super) fn new(characters: &mut Characters) -> Self {
        let mut around = Self { before: KeyMap::default(), after: KeyMap::default() };
        for (said, words) in [(Before::Link, LINKS_BEFORE), (Before::Title, TITLES)] {
            words.split_whitespace().for_each(|word| around.add_before(&numbers(word), said, characters));
        }
        for (said, words) in [(After::Link, LINKS_AFTER), (After::Thing, THINGS), (After::Person, PERSONS)] {
            words.split_whitespace().for_each(|word| around.add_after(&numbers(word), said, characters));
        }
        for (words, what) in [(&ORGANIZATIONS[..], Traits::ORGANIZATION), (&RESPECT, Traits::RESPECT)] {
            for first in words.iter().filter_map(|word| word.chars().next()) {
                characters.describe_number(number(first), |character| character.traits.add(what));
            }
        }
        for (of, what) in [(BREAKS, Traits::BREAK), (PLACES, Traits::PLACE), (AMOUNTS, Traits::AMOUNT)] {
            characters.describe(of, |character| character.traits.add(what));
        }
        around
    }

    /// Adds a word that stands in front of names; of a longer one the last characters.
    fn add_before(&mut self, word: &[u16], said: Before, characters: &mut Characters) {
        let word = word.get(word.len().saturating_sub(LONGEST)..).unwrap_or_default();
        self.before.extend(key(word.iter().copied()).map(|key| (key, said)));
        characters.describe_number(word.last().copied().unwrap_or(0), |last| {
            last.traits.add(said.trait_of_last());
            last.lengths |= 1 << (word.len() - 1);
        });
    }

    /// Adds a word that stands behind names; of a longer one the first characters.
    fn add_after(&mut self, word: &[u16], said: After, characters: &mut Characters) {
        let word = word.get(..word.len().min(LONGEST)).unwrap_or_default();
        self.after.extend(key(word.iter().copied()).map(|key| (key, said)));
        characters.describe_number(word.first().copied().unwrap_or(0), |first| {
            first.traits.add(said.trait_of_first());
            first.lengths |= 1 << (LONGEST + word.len() - 1);
        });
    }

    /// Whether `characters` begin with a word for an organization.
    pub(super) fn is_organization(&self, characters: &[Character]) -> bool {
        let may_be = characters.first().is_some_and(|first| first.traits.has(Traits::ORGANIZATION));
        may_be && ORGANIZATIONS.iter().any(|word| begin_with(characters, word))
    }

    /// Whether `characters` begin with an address of respect.
    pub(super) fn is_respect(&self, characters: &[Character]) -> bool {
        let may_be = characters.first().is_some_and(|first| first.traits.has(Traits::RESPECT));
        may_be && RESPECT.iter().any(|word| begin_with(characters, word))
    }

    /// What the words say that `characters` end with; a title outweighs a link.
    pub(super) fn before(&self, characters: &[Character]) -> Option<Before> {
        let last = characters.last()?;
        last.traits.has(Traits::ENDS_BEFORE).then_some(())?;
        let said = lengths(last.lengths).filter_map(|length| {
            let word = characters.get(characters.len().checked_sub(length)?..)?;
            self.before.get(&key_of(word)?).copied()
        });
        said.reduce(|one, other| if other == Before::Title { other } else { one })
    }

    /// What the words say that `characters` begin with: for a person, else against one.
    pub(super) fn after(&self, characters: &[Character]) -> Option<After> {
        let first = characters.first()?;
        first.traits.has(Traits::BEGINS_AFTER).then_some(())?;
        let said = lengths(first.lengths >> LONGEST)
            .filter_map(|length| self.after.get(&key_of(characters.get(..length)?)?).copied());
        said.reduce(|one, other| match (one, other) {
            (After::Person, _) | (_, After::Link) => one,
            (_, After::Person) | (After::Link, _) => other,
            _ => one,
        })
    }
}

/// The lengths from 1 on whose bits are set.
fn lengths(bits: u8) -> impl Iterator<Item = usize> {
    (1..=LONGEST).filter(move |length| bits >> (length - 1) & 1 != 0)
}

fn begin_with(characters: &[Character], word: &str) -> bool {
    let mut characters = characters.iter();
    word.chars().all(|c| characters.next().is_some_and(|character| character.number == number(c)))
}

/// Addresses of respect behind a surname alone.
const RESPECT: [&str; 6] = ["先生", "女士", "小姐", "太太", "老师", "教授"];

/// What the name of an organization ends in or has near its end.
const ORGANIZATIONS: [&str; 26] = [
    "公司",
    "集团",
    "股份",
    "有限",
    "事务所",
    "银行",
    "医院",
    "学院",
    "大学",
    "研究院",
    "研究所",
    "实业",
    "控股",
    "科技",
    "投资",
    "证券",
    "基金",
    "房地产",
    "俱乐部",
    "出版社",
    "酒店",
    "商场",
    "超市",
    "中学",
    "小学",
    "合作社",
];

const BREAKS: &str = "任在是说的和与于为现曾先从";
const PLACES: &str = "省市县区镇乡村路街道州盟旗";
const AMOUNTS: &str = "仟佰拾";

/// Titles, roles, kin and the labels of forms.
const TITLES: &str = "主席 总理 总统 首相 书记 部长 局长 处长 科长 市长 省长 县长 镇长 乡长 \
    村长 区长 厅长 司长 院长 校长 所长 站长 社长 行长 厂长 店长 队长 班长 \
    组长 会长 馆长 台长 团长 师长 军长 司令 将军 主任 经理 总裁 总监 董事长 \
    董事 监事 教授 博士 院士 记者 编辑 医生 医师 护士 律师 法官 检察官 \
    选手 球员 队员 教练 主帅 导演 演员 歌手 影星 明星 作家 诗人 画家 作者 \
    学者 专家 分析师 设计师 工程师 会计师 研究员 发言人 代表 委员 秘书长 \
    秘书 司机 村民 居民 市民 学生 同学 老师 民警 警察 同志 先生 女士 小姐 \
    法定代表人 法人代表 代表人 联系人 负责人 姓名 收件人 收货人 经办人 \
    申请人 户主 患者 病人 被告人 被告 原告 当事人 委托人 代理人 嫌疑人 \
    受害人 名叫 叫做 通讯员 摄影 主演 主持人 妻子 丈夫 儿子 女儿 父亲 \
    母亲 弟弟 哥哥 姐姐 妹妹 男友 女友 老板 老总 客户 用户 会员 业主 大使 \
    烈士 战士 工人 农民 职工 英雄 劳模 顾问 创始人 冠军 前锋 后卫 中场 \
    门将 艺人 爱人 夫人 老汉 大爷 大妈 参赞 议员 总工 书法家 艺术家 科学家 \
    企业家 经济学家 监制 编剧 编导 乘客 网友 楼主 外长 防长 国务卿 领袖 \
    候选人 议长 首相 大臣 财长 国王 女王 王子 公主 亲王 天皇 皇帝 教皇 爵士 协调员 \
    毒枭 厂主 元老 遗孀 委员长 常委 特使 特派员 参谋长 司令员 政委 队友 老将 新秀 \
    名将 主力 边锋 中卫 外援 射手 新星 天王 影帝 影后 主唱 歌星 女星 男星 \
    富豪 大亨 掌门人 创办人 发起人 继承人 得主 评委 嘉宾 主播 干事 干部 \
    支书 乡亲 战友 校友 师傅 徒弟 青年 少年 老人 男子 女子 男孩 女孩 教师 \
    讲师 馆员 园长 科员 巡视员 调研员 督察 保安 店主 摊主 车主 房东 租客 \
    消费者 投资人 股东 词人 思想家 哲学家 政治家 革命家 军事家 收藏家 \
    评论家 摄影师 化妆师 厨师 助理 总编 总编辑 主编 撰稿 执笔 译者 供图 \
    出版人 裁判 领队 教头 球星 甲方 乙方 丙方 户名 账户名 开户名 收款人 \
    付款人 汇款人 借款人 出借人 债务人 债权人 投保人 被保险人 受益人 监护人 \
    承租人 出租人 转让人 受让人 担保人 保证人 签收人 寄件人 发件人 收信人 \
    家属 亲属 值班人 填表人 审核人 制表人 审批人 复核人 校对 举报人 投诉人 \
    报警人 来访人 信访人 申诉人 上诉人 被上诉人 第三人 证人 鉴定人 审判长 \
    审判员 书记员 陪审员 公证员 代办人 受托人 参保人 纳税人 业务员 客服 \
    新郎 新娘 持卡人 持证人 经营者 投资者 承办人 主办人 联络人 紧急联系人 \
    实际控制人 员工 同事 邻居 哥们 孙子 孙女 外孙 岳父 岳母 公公 婆婆 \
    舅舅 叔叔 伯伯 姑姑 阿姨 奶奶 爷爷 外公 外婆 祖父 祖母 配偶 前夫 前妻 \
    未婚妻 未婚夫 班主任 辅导员 护士长 主治医师 审计师 公证人 讲解员 驾驶员 \
    乘务员 售货员 快递员 保洁员 厨师长";

/// Titles behind a name and what people do.
const PERSONS: &str = "先生 女士 小姐 同志 教授 博士 院士 主任 局长 处长 科长 经理 总裁 老师 \
    医生 律师 记者 表示 介绍 认为 指出 告诉 透露 强调 坦言 解释 回忆 说道 \
    等人 一家 夫妇 夫妻 同学 书记 市长 部长 省长 县长 总统 总理 主席 将军 \
    大使 董事长 说 称 摄 坦承 直言 分析 笑称 等同志 委员 代表 导演 教练 \
    烈士 补充 出席 会见 主持 发表 介绍说 则表示 出任 担任 当选 接受 主演 \
    饰演 执导 饰 率领 大哥 大姐 阿姨 叔叔 出生 毕业 去世 逝世 病逝 辞世 \
    辞职 访问 宣布 决定 相信 承认 否认 警告 呼吁 敦促 抵达 会晤 讲话 致辞 \
    致信 坦率 坦诚 笑着 笑道 答道 问道 喊道 感叹 感慨 破门 进球 助攻 射门 \
    头球 上场 首发 下课 执教 率队 停赛 加盟 转会 缺席 替补 复出 受伤 拿球 \
    扳平 主罚 获得 荣获 任职 就任 辞去 出演 扮演 客串 撰文 著 译 编著 \
    口述 撰写 签名 亲笔 涉嫌 被捕 被判 落网 自首 身亡 遇害 身故 遗体 生前 \
    故居 夫人 首相 亲王 天皇 国王 女王 王子 公主 王妃 议长 大臣 财长 校长 \
    上将 中将 少将 一行 本人 外长 防长 议员 队长 秘书长 副总裁 副主席 副总理 副部长 副局长";

/// What streets, places, organizations and things named for someone go on with.
const THINGS: &str = "路 街 大道 巷 村 镇 乡 县 市 区 省 州 庄 桥 河 山 湖 江 岛 庙 寺 \
    站 店 公司 集团 医院 学校 中学 大学 小学 学院 厂 楼 府 家庄 氏 杯 \
    奖 银行 酒店 科技 股份 证券 地产 置业 有限 屯 岭 沟 湾 港 关 队 寨 \
    堡 坡 城 机场 车站 广场 花园 小区 社区 街道 药业 实业 电器 汽车 家具 \
    国 族 人 教 派 剧 戏 酒 茶 菜 税 费 法 学 率 价 额 股 板 线 期 届 \
    型 式 性 化 部 局 院 所 处 科 东路 西路 南路 北路 中路 正街 东街 \
    西街 南街 北街 新区 工业区 工业园 工业城 开发区 产业园 软件园 科技园 \
    大厦 大楼 国际 别墅 家园 公寓 商铺 住宅 私房 嘉园 新村 国道 公路 高速 \
    出口 号 村委 居委 分公司 分院 支行 营业 门市 加油站 养殖 种植 商贸 \
    贸易 建筑 工程 建材 机械 塑料 塑胶 电子 五金 服装 装饰 物业 物流 运输 \
    食品 餐饮 农业 茶叶 药店 药房 诊所 便利 制品 制造 加工 配件 包装 设备 \
    材料 化工 纺织 印刷 广告 传媒 供销 农家 棉絮 苹果 石材 市场 工业 商业 \
    经济区 居民 中心 码头 水库 铁路 大桥 立交 隧道 收费 服务区 森林 景区 \
    风景 公园 古镇 古城 遗址 博物馆 图书馆 纪念馆 体育馆 奖学金 定理 定律 \
    效应 算法 函数 模型 系列 牌 型号 病 症 综合征 草原 平原 盆地 高原 \
    流域 运河 商店 商行 商城 门诊 宾馆 饭店 餐厅 酒楼 旅馆 茶楼 书院 书店 \
    影视 影业 传奇 制药 酒业 啤酒 汽修 汽配 维修 洗衣 眼镜 珠宝 首饰 服饰 \
    鞋业 皮革 陶瓷 水泥 钢铁 煤矿 矿业 能源 电力 供电 电站 水利 水务 环保 \
    园林 苗木 花卉 果园 果业 牧业 渔业 水产 畜牧 合作 信用 担保 典当 租赁 \
    拍卖 保险 劳务 人力 家政 幼儿 培训 驾校 网吧 俱乐 健身 美容 美发 养生 \
    文具 印务 通讯 通信 网络 软件";

const LINKS_BEFORE: &str = "和 与 同 跟 由 被 让 给 对 向 为 请 以及 是 于 在 而 但 即 叫 像 \
    有 了 着 的 据 按";

const LINKS_AFTER: &str = "的 在 是 和 与 从 将 也 又 就 还 曾 已 被 把 于 则 等 及 以 对 向 \
    为 都 却 更 正 不 没 有 来 去 到 让 给 作 这 今天 昨天 日前 今年 去年";
