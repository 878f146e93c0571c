//! Nothing of the original is left: not in the output of the open policy, and not in what the product says about it.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use weimu::detect::keep_address;
use weimu::engine::{self, ApplyOptions};
use weimu::model::{AddressLevel, ColumnType, EntityKind};
use weimu::policy::Policy;
use weimu_tests::cell;
use weimu_tests::table::{self, Table, applied};

/// A shorter value is sought as a whole cell only: 县城 also stands inside 永德县城南开发区.
const SHORTEST_INSIDE: usize = 4;

/// The types that the open policy must find by itself.
const SENSITIVE: [&str; 4] = ["ID_CARD", "USCC", "PHONE", "ADDRESS"];

#[test]
fn sensitive_columns_of_real_tables_are_recognized() {
    let Some(tables) = table::real() else { return };
    assert!(recognized(&tables) >= 6);
}

#[test]
fn sensitive_columns_of_demo_tables_are_recognized() {
    assert!(recognized(&table::demo()) >= 6);
}

#[test]
fn the_open_policy_leaves_no_sensitive_value_of_real_tables_in_its_output() {
    let Some(tables) = table::real() else { return };
    assert!(nothing_left(&tables) > 50_000);
}

#[test]
fn the_open_policy_leaves_no_sensitive_value_of_demo_tables_in_its_output() {
    assert!(nothing_left(&table::demo()) > 2000);
}

/// Asserts that `scan` sees every sensitive column as its type; how many there were.
fn recognized(tables: &[Table]) -> usize {
    let mut columns = 0;
    let mut faults = Vec::new();
    for table in tables {
        let profile = engine::scan(table::stream(&table.batch, 1000)).expect("a table can be scanned");
        for (name, of) in table.columns_of(&SENSITIVE) {
            let column =
                profile.columns.iter().find(|column| column.name == name).expect("every column is in the profile");
            if !is(column.decision.column_type, of) {
                faults.push(format!(
                    "{}: {name} is {of} and was taken for {}",
                    table.name,
                    column.decision.column_type.name()
                ));
            }
            columns += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    columns
}

fn is(column_type: ColumnType, stated: &str) -> bool {
    use EntityKind::{Address, IdCard, Landline, Mobile, Uscc};
    match stated {
        "ID_CARD" => column_type == ColumnType::Entity(IdCard),
        "USCC" => column_type == ColumnType::Entity(Uscc),
        "PHONE" => [ColumnType::Phone, ColumnType::Entity(Mobile), ColumnType::Entity(Landline)].contains(&column_type),
        "ADDRESS" => column_type == ColumnType::Entity(Address),
        other => panic!("no column type is known here for {other}"),
    }
}

/// Asserts that no value of the sensitive columns stands anywhere in the output of the built-in open policy, alone or inside
/// a longer text; how many values were sought.
fn nothing_left(tables: &[Table]) -> usize {
    let policy = Policy::builtin("open").expect("a built-in policy");
    let mut faults = Vec::new();
    let mut count = 0;
    for table in tables {
        let output = match applied(&table.batch, 5000, &policy, &ApplyOptions::new()) {
            Ok((output, _)) => output,
            Err(error) => {
                faults.push(format!("{}: {error}", table.name));
                continue;
            }
        };
        assert_eq!(output.num_rows(), table.batch.num_rows());
        let sought = sought(table);
        count += sought.len();
        let values: Vec<&str> = sought.keys().map(String::as_str).collect();
        let search = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&values).expect("an automaton");
        let mut left: BTreeMap<(String, &str), BTreeSet<&str>> = BTreeMap::new();
        for (column, text) in cell::all(&output) {
            for found in search.find_overlapping_iter(&text) {
                let value = values[found.pattern().as_usize()];
                let inside = value != text;
                if inside && (value.chars().count() < SHORTEST_INSIDE || is_published(table, &column, &text)) {
                    continue;
                }
                left.entry((column.clone(), sought[value].as_str())).or_default().insert(value);
            }
        }
        for ((column, of), values) in left {
            let some: Vec<_> = values.iter().take(5).collect();
            faults.push(format!("{}: {} values of {of} in {column}, such as {some:?}", table.name, values.len()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    count
}

/// The distinct values of the sensitive columns, each with its column.
///
/// Four exceptions, which are no leaks:
/// - a cell that is no value: without a digit and without a character beyond ASCII, such as `-` and `N/A`;
/// - a telephone number of at most six digits, such as 95338: short numbers of services are not personal (STANDARDS B.7);
/// - an address that says nothing finer than its county, which the policy publishes ([`is_coarse`]);
/// - an address cell that holds the name of an organization of the table and no address: such names are published.
fn sought(table: &Table) -> BTreeMap<String, String> {
    let organizations: BTreeSet<String> =
        table.columns_of(&["ORG"]).flat_map(|(name, _)| cell::column(&table.batch, name)).collect();
    let mut sought = BTreeMap::new();
    for (name, of) in table.columns_of(&SENSITIVE) {
        for value in cell::column(&table.batch, name) {
            let is_short = of == "PHONE" && value.chars().filter(|c| c.is_numeric()).count() <= 6;
            let published = is_short || of == "ADDRESS" && (is_coarse(&value) || organizations.contains(&value));
            if value.chars().any(|c| c.is_ascii_digit() || !c.is_ascii()) && !published {
                sought.insert(value, name.to_owned());
            }
        }
    }
    sought
}

/// Whether `text`, in which a value stands that is shorter than it, is there on purpose: the name of an organization, which may
/// begin with an address (三门县横渡镇小横渡村经济合作社), or divisions down to the county (上海浦东 stands in 上海浦东新区).
fn is_published(table: &Table, column: &str, text: &str) -> bool {
    table.types.get(column).is_some_and(|of| of.as_deref() == Some("ORG")) || is_coarse(text.trim_end_matches('*'))
}

/// Whether an address consists of divisions down to the county and nothing else.
fn is_coarse(value: &str) -> bool {
    keep_address(value, AddressLevel::County).is_some_and(|cut| cut.whole)
}
