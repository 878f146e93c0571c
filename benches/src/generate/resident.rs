//! Residents who receive a subsidy.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::division::Counties;
use super::identity::{Day, id_card};
use super::{address, name, phone};
use crate::random::SplitMix64;

/// Whether the registration date is among the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    /// All nine.
    All,
    /// The first eight.
    Eight,
}

/// A table of residents, made row by row.
#[derive(Debug)]
pub(crate) struct Residents {
    seed: u64,
    columns: Columns,
    counties: Counties,
}

struct Resident {
    name: String,
    id_card: String,
    is_male: bool,
    born: Day,
    phone: String,
    address: String,
    remark: Option<String>,
    amount: i64,
    registered: Day,
}

impl Residents {
    pub(crate) fn new(seed: u64, columns: Columns) -> Self {
        Self { seed, columns, counties: Counties::in_force() }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        let text = |name: &str| Field::new(name, DataType::Utf8, false);
        let mut fields = vec![
            text("姓名"),
            text("身份证号"),
            text("性别"),
            Field::new("出生日期", DataType::Date32, false),
            text("联系电话"),
            text("户籍地址"),
            Field::new("备注", DataType::Utf8, true),
            Field::new("补贴金额", DataType::Int64, false),
        ];
        if self.columns == Columns::All {
            fields.push(Field::new("登记日期", DataType::Date32, false));
        }
        Arc::new(Schema::new(fields))
    }

    /// The rows of `range`; the same whichever range they are made in.
    pub(crate) fn batch(&self, range: std::ops::Range<u64>) -> RecordBatch {
        let rows: Vec<Resident> = range.map(|row| self.row(row)).collect();
        let text = |of: &dyn Fn(&Resident) -> Option<&str>| -> ArrayRef {
            let mut builder = StringBuilder::new();
            rows.iter().for_each(|row| builder.append_option(of(row)));
            Arc::new(builder.finish())
        };
        let date = |of: fn(&Resident) -> Day| -> ArrayRef {
            Arc::new(rows.iter().map(|row| Some(of(row).since_1970())).collect::<Date32Array>())
        };
        let mut columns = vec![
            text(&|row| Some(&row.name)),
            text(&|row| Some(&row.id_card)),
            text(&|row| Some(if row.is_male { "男" } else { "女" })),
            date(|row| row.born),
            text(&|row| Some(&row.phone)),
            text(&|row| Some(&row.address)),
            text(&|row| row.remark.as_deref()),
            Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.amount))),
        ];
        if self.columns == Columns::All {
            columns.push(date(|row| row.registered));
        }
        RecordBatch::try_new(self.schema(), columns).expect("columns of the schema, of one length")
    }

    fn row(&self, row: u64) -> Resident {
        let random = &mut SplitMix64::new(self.seed, row);
        let (native, home) = (self.counties.pick(random), self.counties.pick(random));
        let born = Day::random(1938, 2007, random);
        let is_male = random.chance(51);
        let id_card = id_card(native.code, born, is_male, random);
        let (phone, address) = (phone::contact(random), address::home(home, random));
        let remark = remark(&id_card, &phone, &address, random);
        Resident {
            name: name::person(random),
            id_card,
            is_male,
            born,
            phone,
            address,
            remark,
            amount: i64::try_from(random.between(6, 120)).expect("a small number") * 50,
            registered: Day::random(2025, 2025, random),
        }
    }
}

/// What a clerk might have typed: nothing, something harmless, or what stands in the other columns too.
fn remark(id_card: &str, phone: &str, address: &str, random: &mut SplitMix64) -> Option<String> {
    let number = random.between(1000, 9999);
    Some(match random.below(10) {
        0..=2 => return None,
        3 => "材料齐全,准予发放。".to_owned(),
        4 => format!("受理编号2025-03-{number},窗口{}已复核", random.between(1, 12)),
        5 => format!("本人来电{phone}核实,补贴按月发放"),
        6 => format!("身份证{id_card}复印件已收"),
        7 => format!("现住{address},与户籍一致"),
        8 => format!("证号{},电话{phone},由子女代办", id_card.to_lowercase()),
        _ => format!("代办人电话{},原件已退", phone::mobile(random)),
    })
}
