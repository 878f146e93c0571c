//! C interface of weimu over the Arrow C Data Interface.
