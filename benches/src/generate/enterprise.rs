//! Registered enterprises.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::division::Counties;
use super::identity::{Day, uscc};
use super::{address, name, phone};
use crate::random::SplitMix64;

/// A table of enterprises, all columns text, as registers are published.
#[derive(Debug)]
pub(crate) struct Enterprises {
    seed: u64,
    counties: Counties,
}

const COLUMNS: [&str; 8] =
    ["企业名称", "统一社会信用代码", "法定代表人", "注册地址", "联系电话", "注册资本", "成立日期", "经营范围"];

const TRADES: [(&str, &str); 8] = [
    ("食品", "食品销售;餐饮服务;农副产品收购"),
    ("建材", "建筑材料销售;室内装饰装修;土石方工程施工"),
    ("科技", "软件开发;信息系统集成服务;技术咨询"),
    ("物流", "道路货物运输;仓储服务;装卸搬运"),
    ("医疗器械", "第一类医疗器械销售;消毒用品销售"),
    ("农业", "谷物种植;水果种植;农业机械服务"),
    ("环保", "水污染治理;固体废物治理;环境监测"),
    ("文化传媒", "广告设计、代理;会议及展览服务"),
];

impl Enterprises {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, counties: Counties::in_force() }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(COLUMNS.map(|name| Field::new(name, DataType::Utf8, false)).to_vec()))
    }

    /// The rows of `range`; the same whichever range they are made in.
    pub(crate) fn batch(&self, range: std::ops::Range<u64>) -> RecordBatch {
        let rows: Vec<[String; 8]> = range.map(|row| self.row(row)).collect();
        let column =
            |index: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[index]))) };
        RecordBatch::try_new(self.schema(), (0..COLUMNS.len()).map(column).collect())
            .expect("columns of the schema, of one length")
    }

    fn row(&self, row: u64) -> [String; 8] {
        let random = &mut SplitMix64::new(self.seed, row);
        let county = self.counties.pick(random);
        let (trade, scope) = TRADES[random.below(TRADES.len())];
        let place = county.city.unwrap_or(county.province);
        let mut scope = format!("{scope}。(依法须经批准的项目,经相关部门批准后方可开展经营活动)");
        if random.chance(15) {
            scope += &format!("业务咨询电话:{}", phone::mobile(random));
        }
        [
            format!("{place}{}{trade}有限公司", name::word(random)),
            uscc(county.code, random),
            name::person(random),
            address::office(county, random),
            phone::contact(random),
            format!("{}万元人民币", random.between(1, 200) * 10),
            Day::random(1995, 2025, random).to_string(),
            scope,
        ]
    }
}
