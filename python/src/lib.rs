//! Python interface of weimu.
