//! Columns of type Null as Polars exports them.
//!
//! The C Data Interface gives such a column no buffers; Polars gives it one (pola-rs/polars issue 22934), and arrow-rs
//! refuses the whole table for it.

use std::ffi::c_void;
use std::ptr::NonNull;

use arrow_array::ffi::FFI_ArrowArray;
use arrow_schema::DataType;

/// `struct ArrowArray` of the C Data Interface, field by field; [`FFI_ArrowArray`] is the same and keeps its fields private.
#[repr(C)]
struct CArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut CArray,
    dictionary: *mut CArray,
    release: Option<unsafe extern "C" fn(*mut CArray)>,
    private_data: *mut c_void,
}

const _: () = assert!(size_of::<CArray>() == size_of::<FFI_ArrowArray>());

/// Whether a type is or contains Null.
pub(crate) fn has_null(data_type: &DataType) -> bool {
    *data_type == DataType::Null || parts(data_type).iter().any(|part| has_null(part))
}

/// Says of every Null array in `array` that it has no buffers, as the C Data Interface has it.
pub(crate) fn without_null_buffers(mut array: FFI_ArrowArray, data_type: &DataType) -> FFI_ArrowArray {
    let root = NonNull::from(&mut array).cast();
    // SAFETY: both types are `struct ArrowArray`, and `array` is held here alone.
    unsafe { correct(root, data_type) };
    array
}

/// # Safety
/// `array` points to an array that nobody else looks at, with as many children as it says, all valid.
unsafe fn correct(mut array: NonNull<CArray>, data_type: &DataType) {
    // SAFETY: valid and unshared by this function's contract.
    let array = unsafe { array.as_mut() };
    if *data_type == DataType::Null {
        array.n_buffers = 0;
        return;
    }
    if let (DataType::Dictionary(_, values), Some(dictionary)) = (data_type, NonNull::new(array.dictionary)) {
        // SAFETY: the dictionary belongs to the array, so it is as valid and as unshared.
        return unsafe { correct(dictionary, values) };
    }
    let children = usize::try_from(array.n_children).unwrap_or(0);
    for (index, part) in parts(data_type).into_iter().enumerate().take(children) {
        let Some(first) = NonNull::new(array.children) else { return };
        // SAFETY: `index` is below `n_children`, the length of `children`.
        let child = unsafe { first.add(index) };
        // SAFETY: the pointer is within `children`.
        let child = unsafe { child.read() };
        if let Some(child) = NonNull::new(child) {
            // SAFETY: children belong to the array, so they are as valid and as unshared.
            unsafe { correct(child, part) };
        }
    }
}

/// The types of a type's children, or of its dictionary.
fn parts(data_type: &DataType) -> Vec<&DataType> {
    match data_type {
        DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field.data_type()).collect(),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => vec![item.data_type()],
        DataType::RunEndEncoded(ends, values) => vec![ends.data_type(), values.data_type()],
        DataType::Dictionary(_, values) => vec![values],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::NonNull;
    use std::sync::Arc;

    use arrow_array::ffi::{FFI_ArrowArray, from_ffi_and_data_type, to_ffi};
    use arrow_array::{Array, ArrayRef, NullArray, StringArray, StructArray};
    use arrow_schema::{DataType, Field};

    use super::{CArray, has_null, without_null_buffers};

    fn table() -> StructArray {
        let nulls: ArrayRef = Arc::new(NullArray::new(2));
        let inner = StructArray::from(vec![(Arc::new(Field::new("n", DataType::Null, true)), nulls.clone())]);
        StructArray::from(vec![
            (Arc::new(Field::new("x", DataType::Utf8, true)), Arc::new(StringArray::from(vec!["a", "b"])) as ArrayRef),
            (Arc::new(Field::new("s", inner.data_type().clone(), true)), Arc::new(inner) as ArrayRef),
        ])
    }

    /// Gives the Null array in the struct a buffer, as Polars does.
    fn like_polars(array: &mut FFI_ArrowArray) {
        let mut array: NonNull<CArray> = NonNull::from(array).cast();
        for child in [1, 0] {
            // SAFETY: made by `table` and not released.
            let children = unsafe { array.as_ref() }.children;
            // SAFETY: `table` is a struct whose second child is a struct of one child.
            let slot = unsafe { children.add(child) };
            // SAFETY: within `children`.
            array = NonNull::new(unsafe { slot.read() }).expect("a child");
        }
        // SAFETY: as above.
        unsafe { array.as_mut() }.n_buffers = 1;
    }

    #[test]
    fn null_columns_with_a_buffer_come_in_at_any_depth() {
        let table = table();
        assert!(has_null(table.data_type()));
        let (mut array, _) = to_ffi(&table.to_data()).expect("it can be exported");
        like_polars(&mut array);
        let array = without_null_buffers(array, table.data_type());
        // SAFETY: exported above from the same type.
        let back = unsafe { from_ffi_and_data_type(array, table.data_type().clone()) }.expect("no buffer is left");
        assert_eq!(back, table.to_data());
    }

    #[test]
    fn types_without_null_are_left_alone() {
        assert!(!has_null(&DataType::new_list(DataType::Utf8, true)));
        assert!(has_null(&DataType::new_list(DataType::Null, true)));
    }
}
