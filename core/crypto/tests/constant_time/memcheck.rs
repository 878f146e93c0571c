//! Requests to Valgrind's memcheck, by the instructions of `valgrind.h` that do nothing on a real processor.
//!
//! Without Valgrind, and on another processor than x86-64, no request has an effect and every answer is 0.
#![allow(unsafe_code, reason = "a request is made of instructions")]

/// Whether Valgrind runs the program.
pub(crate) fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, &[(); 0]) != 0
}

/// How many errors memcheck has found.
pub(crate) fn errors() -> usize {
    request(COUNT_ERRORS, &[(); 0])
}

/// Makes memory count as undefined: a branch on what is computed from it, or an address, is an error.
pub(crate) fn make_undefined<T>(memory: &[T]) {
    request(MAKE_MEM_UNDEFINED, memory);
}

/// Makes memory count as defined.
pub(crate) fn make_defined<T>(memory: &[T]) {
    request(MAKE_MEM_DEFINED, memory);
}

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MAKE_MEM_DEFINED: usize = MEMCHECK + 2;

#[cfg(target_arch = "x86_64")]
fn request<T>(code: usize, memory: &[T]) -> usize {
    let words = [code, memory.as_ptr() as usize, size_of_val(memory), 0, 0, 0];
    let mut answer = 0;
    // SAFETY: the rotations are by 128 bits together and `xchg` is of a register with itself, so the processor changes nothing but
    // flags. Valgrind reads the six `words`, which live to the end, and writes `answer`; of the memory that the words name it
    // changes what it has recorded about it, not its bytes.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") words.as_ptr(),
            inout("rdx") answer,
            options(nostack),
        );
    }
    answer
}

#[cfg(not(target_arch = "x86_64"))]
fn request<T>(_code: usize, _memory: &[T]) -> usize {
    0
}
