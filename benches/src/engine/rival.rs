//! What a programmer would write without the engine.

use arrow_array::Array;
use arrow_array::StringArray;
use arrow_array::builder::StringBuilder;
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};

use super::workload::Workload;

/// A way to mask a column by hand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rival {
    /// The buffer is copied and overwritten in place; Han text, which becomes shorter, is written to a buffer of the same
    /// size. It knows the column: its rule, that it has no nulls, and whether it is ASCII.
    Copy,
    /// A loop over values that appends pieces to a builder.
    Builder,
}

impl Rival {
    pub(super) const ALL: [Self; 2] = [Self::Copy, Self::Builder];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Copy => "plain Rust, copies the buffer and overwrites",
            Self::Builder => "plain Rust, GenericStringBuilder",
        }
    }

    pub(super) fn masked(self, values: &StringArray, workload: Workload) -> StringArray {
        match (self, workload) {
            (Self::Copy, Workload::Phones | Workload::IdCards) => overwritten(values, workload.kept()),
            (Self::Copy, Workload::Addresses | Workload::Names) => shortened(values, workload.kept().0),
            (Self::Builder, _) => built(values, workload.kept()),
        }
    }
}

fn overwritten(values: &StringArray, (first, last): (usize, usize)) -> StringArray {
    let offsets = values.value_offsets();
    let (base, end) = (offsets[0] as usize, offsets[values.len()] as usize);
    let mut bytes = values.value_data()[base..end].to_vec();
    for pair in offsets.windows(2) {
        let value = &mut bytes[pair[0] as usize - base..pair[1] as usize - base];
        let length = value.len();
        if length > first + last {
            value[first..length - last].fill(b'*');
        } else {
            value.fill(b'*');
        }
    }
    let offsets: Vec<i32> = offsets.iter().map(|offset| offset - base as i32).collect();
    StringArray::new(OffsetBuffer::new(ScalarBuffer::from(offsets)), Buffer::from_vec(bytes), None)
}

/// Keeps the first characters, of a column whose values are longer.
fn shortened(values: &StringArray, first: usize) -> StringArray {
    let offsets = values.value_offsets();
    let data = values.value_data();
    let mut bytes = Vec::with_capacity((offsets[values.len()] - offsets[0]) as usize);
    let mut ends = Vec::with_capacity(offsets.len());
    ends.push(0);
    for pair in offsets.windows(2) {
        let value = &data[pair[0] as usize..pair[1] as usize];
        let mut kept = 0;
        for _ in 0..first {
            kept += match value.get(kept) {
                Some(0..0x80) => 1,
                Some(0x80..0xE0) => 2,
                Some(0xE0..0xF0) => 3,
                Some(_) => 4,
                None => 0,
            };
        }
        let rest = value[kept..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        bytes.extend_from_slice(&value[..kept]);
        bytes.resize(bytes.len() + rest, b'*');
        ends.push(bytes.len() as i32);
    }
    StringArray::new(OffsetBuffer::new(ScalarBuffer::from(ends)), Buffer::from_vec(bytes), None)
}

fn built(values: &StringArray, (first, last): (usize, usize)) -> StringArray {
    let mut builder = StringBuilder::with_capacity(values.len(), values.value_data().len());
    let mut masked = String::new();
    for value in values {
        let Some(value) = value else {
            builder.append_null();
            continue;
        };
        let count = value.chars().count();
        masked.clear();
        for (index, character) in value.chars().enumerate() {
            let is_kept = count > first + last && (index < first || index + last >= count);
            masked.push(if is_kept { character } else { '*' });
        }
        builder.append_value(&masked);
    }
    builder.finish()
}
