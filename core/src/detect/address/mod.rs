//! Postal addresses (GB/T 23705-2009, GB/T 35639-2017; STANDARDS C.1).
//!
//! Finds text that the grammar of divisions, roads, numbers and named places can read: beginning with a division of the
//! gazetteer (names in force and historic, full and short), or announced by a word such as 地址, or standing alone with a
//! road and a number, two roads, or a building, unit and room. A finding reaches below the county; 河南省郑州市金水区 alone is a
//! region and no finding. Its level is the finest that was read, or the room where something in it was not read.
//!
//! One grammar serves three callers: findings in text, [`parse_address`], which names the parts, and [`keep_address`],
//! which cuts at a level. What the grammar knows beyond suffixes:
//!
//! - Divisions without suffix (杭州), counties without suffix behind what they lie in (杭州萧山) or in front of one of their
//!   towns (瓯海郭溪镇), towns without suffix behind the division they lie in (椒江区洪家), by the tables of divisions and
//!   of towns. A division may stand there twice, or behind its town (崇溪镇云南省昭通市).
//! - A suffix inside a name ends nothing: 丁桥镇, 花园路, 柳市镇, 鄞县大道, 路桥区.
//! - Development zones stand in the place of a county, or lie in one and then count as a town.
//! - Parts may be separated by blanks, commas, 、 and dashes as long as parts follow; the short form 47-6-746 is building, unit
//!   and room, behind a road its number comes first.
//! - Of a long name in front of 路 or 街 the last two characters are the road's (下骆宅振兴东路).
//!
//! Organizations named after a division (郑州市中级人民法院, 来凤县中心医院) are no addresses unless a word announces one, or the
//! text ends with where something lies (陈咀镇政府对面). Numbers of documents (〔2018〕366号) are none of houses.
//! Masked text (`*`, `●`, `×`, two X and more) is no detail: 荆州市*** is a region, and what [`keep_address`] leaves of an
//! address is not found to be finer than the level it was cut to.
//!
//! Missed: addresses without any division, road or number (大润发三楼), names of companies in the place of an address,
//! misspelled divisions, towns without suffix and division, hamlets without 村 in front of a number, and buildings whose names
//! end as those of organizations do (朝阳区财富金融中心).

mod class;
mod division;
mod extent;
mod finder;
mod found;
mod gazetteer;
mod grammar;
mod judgement;
mod keep;
mod label;
mod letters;
mod numeral;
mod parts;
mod read;
mod reading;
mod rest;
mod road;
mod setting;
mod shape;
mod township;

pub(super) use finder::AddressFinder;
pub use keep::keep_address;
pub use parts::parse_address;
pub(super) use shape::{Shape, shape_of};
