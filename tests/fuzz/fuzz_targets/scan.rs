#![no_main]

use libfuzzer_sys::fuzz_target;
use weimu_fuzz::scan::Case;

fuzz_target!(|case: Case| case.check());
