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
