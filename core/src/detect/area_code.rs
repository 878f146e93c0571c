//! Area codes of fixed telephones and how long the numbers behind them are.
//!
//! From libphonenumber's metadata for China and the places of published segment lists (STANDARDS B.7).

/// Which lengths the local number may have behind the area code `digits`, its leading 0 included.
///
/// Nothing when there is no such area.
pub(super) fn local_lengths(digits: &[u8]) -> Option<LocalLengths> {
    let code = match digits {
        [b'0', rest @ ..] if rest.len() == if matches!(rest, [b'1' | b'2', ..]) { 2 } else { 3 } => rest
            .iter()
            .try_fold(0, |code, &digit| digit.is_ascii_digit().then(|| code * 10 + u16::from(digit - b'0')))?,
        _ => return None,
    };
    let has = |list: &[u16]| list.binary_search(&code).is_ok();
    if has(&SEVEN) {
        Some(LocalLengths::Seven)
    } else if has(&EIGHT) {
        Some(LocalLengths::Eight)
    } else {
        has(&EITHER).then_some(LocalLengths::Either)
    }
}

/// The lengths of local numbers of one area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LocalLengths {
    Seven,
    Eight,
    Either,
}

impl LocalLengths {
    pub(super) fn allow(self, length: usize) -> bool {
        match self {
            Self::Seven => length == 7,
            Self::Eight => length == 8,
            Self::Either => matches!(length, 7 | 8),
        }
    }
}

const SEVEN: [u16; 270] = [
    310, 312, 313, 314, 315, 316, 317, 318, 319, 335, 349, 350, 351, 352, 353, 354, 355, 356, 357, 358, 359, 370, 372,
    373, 374, 375, 376, 391, 392, 393, 394, 395, 396, 398, 412, 415, 416, 417, 418, 419, 421, 427, 429, 434, 436, 437,
    438, 439, 452, 453, 454, 455, 456, 457, 458, 459, 464, 467, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477, 478,
    479, 482, 483, 530, 533, 534, 535, 536, 537, 538, 539, 543, 546, 550, 552, 553, 554, 555, 556, 557, 558, 559, 561,
    562, 563, 564, 565, 566, 570, 572, 578, 580, 592, 593, 594, 596, 597, 598, 599, 631, 632, 633, 634, 635, 660, 662,
    663, 668, 691, 692, 701, 710, 711, 712, 713, 714, 715, 716, 717, 718, 719, 722, 724, 728, 730, 734, 735, 736, 737,
    738, 739, 743, 744, 745, 746, 750, 751, 752, 753, 756, 758, 759, 762, 763, 766, 768, 770, 771, 772, 773, 774, 775,
    776, 777, 778, 779, 790, 792, 793, 794, 795, 796, 797, 798, 799, 812, 813, 816, 817, 818, 825, 826, 827, 830, 831,
    832, 833, 834, 835, 836, 837, 838, 839, 852, 853, 854, 855, 856, 857, 858, 859, 870, 872, 873, 874, 875, 876, 877,
    878, 879, 883, 886, 887, 888, 891, 892, 893, 894, 895, 896, 897, 901, 902, 903, 906, 908, 909, 911, 912, 913, 914,
    915, 916, 917, 919, 930, 931, 932, 933, 934, 935, 936, 937, 938, 939, 941, 943, 951, 952, 953, 954, 955, 970, 971,
    972, 973, 974, 975, 976, 977, 978, 979, 990, 991, 992, 993, 995, 996, 997, 998, 999,
];

const EIGHT: [u16; 50] = [
    10, 20, 21, 22, 23, 24, 25, 27, 28, 29, 311, 371, 377, 379, 411, 431, 432, 451, 510, 511, 512, 513, 514, 515, 516,
    517, 518, 519, 523, 527, 531, 532, 551, 571, 573, 574, 575, 576, 577, 579, 591, 595, 731, 755, 757, 760, 769, 791,
    871, 898,
];

const EITHER: [u16; 5] = [433, 435, 754, 851, 994];
