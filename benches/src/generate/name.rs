//! Names put together from common characters.

use crate::random::SplitMix64;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const COMPOUND: [&str; 6] = ["欧阳", "上官", "司马", "诸葛", "慕容", "令狐"];
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力宁鑫宇浩然子涵梓轩思雨欣怡佳琪嘉博雅婷晨曦俊凯天佑志远春梅小燕海波立新永康振东学民淑珍凤云素琴德福长青";

/// A name of two to four characters, one in fifty with a surname of two.
pub(crate) fn person(random: &mut SplitMix64) -> String {
    let mut name =
        if random.chance(2) { random.pick(&COMPOUND).to_owned() } else { character(SURNAMES, random).to_string() };
    let given = if random.chance(25) { 1 } else { 2 };
    name.extend((0..given).map(|_| character(GIVEN, random)));
    name
}

/// Two characters for a business or a road.
pub(crate) fn word(random: &mut SplitMix64) -> String {
    const CHARACTERS: &str = "青云望月松柏禾翠晴岚锦绣兰亭鹤鸣安和丰泽瑞祥远帆星河金穗玉泉龙腾凤栖";
    (0..2).map(|_| character(CHARACTERS, random)).collect()
}

fn character(of: &str, random: &mut SplitMix64) -> char {
    let bytes_each = "王".len();
    let index = random.below(of.len() / bytes_each);
    of.get(index * bytes_each..).and_then(|rest| rest.chars().next()).expect("every character here has three bytes")
}
