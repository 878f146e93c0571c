//! Characters that write the sounds of other languages, and names put together by middle dots.

use super::character::{Character, Characters};
use super::traits::Traits;

/// How usual characters are in transliterations.
pub(super) struct Transliteration([f64; 2]);

impl Transliteration {
    /// The costs, and in `characters` which each has.
    pub(super) fn new(characters: &mut Characters) -> Self {
        for (of, sound) in [(SOMETIMES_CHARACTERS, SOMETIMES), (OFTEN_CHARACTERS, OFTEN)] {
            characters.describe(of, |character| {
                character.sound = sound;
                character.traits.add(Traits::TRANSLITERATION);
            });
        }
        characters.describe(OF_PEOPLES_CHARACTERS, |character| character.sound = OF_PEOPLES);
        characters.describe(NEVER_OUTERMOST, |character| character.sound = INNER);
        Self([OFTEN_SHARE, SOMETIMES_SHARE].map(|share| -f64::ln(share)))
    }

    /// The costs of a character that is often in transliterations and of one that sometimes is, in nats.
    pub(super) fn costs(&self) -> [f64; 2] {
        self.0
    }

    /// The cost of a character in a transliteration, in nats; nothing for one that is not used there.
    pub(super) fn cost(&self, character: Character) -> Option<f64> {
        self.0.get(usize::from(character.sound).checked_sub(1)?).copied()
    }
}

impl Character {
    /// Whether it is used in transliterations.
    pub(super) fn sounds_foreign(self) -> bool {
        self.traits.has(Traits::TRANSLITERATION)
    }

    /// Whether it is used in names with dots.
    pub(super) fn is_of_dotted(self) -> bool {
        self.sound != 0
    }

    /// Whether it is used there, and on its own is a word that often stands beside a name.
    pub(super) fn is_inner(self) -> bool {
        self.sound == INNER
    }
}

/// Whether a character joins the parts of a name (STANDARDS C.2); a full stop only does between Han characters.
pub(super) fn is_middle_dot(c: char) -> bool {
    matches!(
        c,
        '\u{B7}'
            | '\u{2022}'
            | '\u{2027}'
            | '\u{30FB}'
            | '\u{FF65}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{387}'
            | '.'
            | '\u{FF0E}'
    )
}

/// What a character's `sound` says; 0 is none.
pub(super) const OFTEN: u8 = 1;
const SOMETIMES: u8 = 2;
const OF_PEOPLES: u8 = 3;
const INNER: u8 = 4;

/// Of a hundred characters of a transliteration, 87 are of the first list and the rest mostly of the second.
const OFTEN_SHARE: f64 = 0.0068;
const SOMETIMES_SHARE: f64 = 0.0018;

const OFTEN_CHARACTERS: &str = "丝乌乔亚什伊休伦佐佩克兹内凯切利加努勃勒卓卡厄史吉哈图坦埃基塔塞\
    奈奥妮姆威娜尔尤尼巴希帕库廷弗德恩戈扎托拉提摩斯普曼朗柯桑森欧汀\
    汤沃沙泰泽洛涅滕潘特玛珀瑞瑟瓦皮盖科穆米索约纳纽维罗耶肯舒芬苏茨\
    茹莉莎莫莱菲萨蒂蒙詹诺谢贝贾赖赛赫辛迈迪逊里锡阿雅雷霍韦马鲍默齐";

const SOMETIMES_CHARACTERS: &str = "佛丁万丘东丰丹为丽乃久买于亨京仁伍伏伯依保兰冈农冯列力劳华南博卢古\
    可叶合吕吴吾哥嘉因圣圭坎培夏外多夫央夸奇奎姜娅子孙孜季宁安宗宾密\
    富察尚山布平康廉延当彭彻彼得怀思恰惠戴才扬拿措撒敏文施日旦旺昂昆\
    明木本朱杜杰松林柏查根格梅欣武比汉江治法波洪海温热爱珍班理琪琳琴\
    琼瓜申留略登白福简绍翁翰考肖胜胡舍色艾芒芝芭若英范荣葆葛蒲蓓蕾西\
    让许豪贡费路达连通道邓采金钱门陶隆露顾顿香高魏鲁麦黑黛龙";

/// What names of peoples of China have beside them.
const OF_PEOPLES_CHARACTERS: &str = "仑仙侯卜司吐喀嘎参卫坚坤增孟宝尕居席义志拜措敖班甘甫祖禅确珊珠肉荪衣觉\
    赤那邦青顺额饶鲜晋群楼毛牙然热玉鼎洪历汗腾";

/// Of these the words that stand beside names as well.
const NEVER_OUTERMOST: &str = "不且再则别和其太如来次生都乐云开呼先干";
