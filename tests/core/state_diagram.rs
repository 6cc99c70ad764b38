//! The drawing shows the rows of the tables, all of them and nothing else.

use std::collections::HashSet;

use h11::state::diagram::dot;
use h11::state::tables::{EVENT_TRANSITIONS, FLAG_TRANSITIONS, JOINT_TRANSITIONS, NEXT_CYCLE};
use h11::state::{Role, State, Trigger};

/// An arc that is drawn: from, to, what is written on it, and how it looks.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Arc {
    from: String,
    to: String,
    label: String,
    class: String,
}

/// What stands between `begin` and `end`.
fn between<'a>(line: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, after) = line.split_once(begin).unwrap();
    after.split_once(end).unwrap().0
}

fn drawn(source: &str) -> Vec<Arc> {
    let arcs = source.lines().filter(|line| line.contains(" -> ") && line.contains("label="));
    arcs.map(|line| Arc {
        from: between(line, "\"", "\"").into(),
        to: between(line, "-> \"", "\"").into(),
        // Lines are broken in spaces and in names alike, so both go.
        label: between(line, "label=\"", "\"").replace("\\n", "").replace(' ', ""),
        class: between(line, "class=", "]").split(' ').next().unwrap().into(),
    })
    .collect()
}

/// What the tables say: role, from, to, what is to be read there, and how it looks.
fn said() -> Vec<(Role, State, State, String, &'static str)> {
    let mut rows = Vec::new();
    for &(role, from, trigger, to) in EVENT_TRANSITIONS {
        let label = match trigger {
            Trigger::Event(kind) => kind.name().to_owned(),
            Trigger::ClientRequest => "CLIENT'sRequest".to_owned(),
            Trigger::Accept(kind, switch) => {
                format!("{kind}accepting{}", switch.name().replace("_SWITCH_", ""))
            }
        };
        rows.push((role, from, to, label, "event"));
    }
    for &((client, server), role, to) in JOINT_TRANSITIONS {
        let (from, peer) = if role == Role::Client { (client, server) } else { (server, client) };
        rows.push((role, from, to, peer.name().to_owned(), "condition"));
    }
    for &(remembered, role, from, to) in FLAG_TRANSITIONS {
        rows.push((role, from, to, remembered.name().replace(' ', ""), "condition"));
    }
    for &role in Role::ALL {
        let (from, to) = NEXT_CYCLE;
        rows.push((role, from, to, "start_next_cycle()".to_owned(), "call"));
    }
    rows
}

/// The alternatives that are written on an arc: what is between them is an "or"
/// before a capital.
fn alternatives(label: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = label;
    let next_or = |text: &str| {
        let mut places = text.match_indices("or").map(|(place, _)| place);
        places.find(|place| text[place + 2..].starts_with(char::is_uppercase))
    };
    while let Some(place) = next_or(rest) {
        found.push(&rest[..place]);
        rest = &rest[place + 2..];
    }
    found.push(rest);
    let without = |text, peer| str::strip_prefix(text, peer).unwrap_or(text);
    found.iter().map(|text| without(without(text, "CLIENTis"), "SERVERis")).collect()
}

#[test]
fn every_row_is_drawn_once_and_nothing_else() {
    for &role in Role::ALL {
        let source = dot(Some(role));
        let mut shown: Vec<(String, String, String, String)> = Vec::new();
        for arc in drawn(&source) {
            if arc.class == "error" {
                assert_eq!(arc.from, format!("{role}.any"));
                assert_eq!(arc.to, format!("{role}.ERROR"));
                continue;
            }
            for text in alternatives(&arc.label) {
                let Arc { from, to, class, .. } = &arc;
                shown.push((from.clone(), to.clone(), text.to_owned(), class.clone()));
            }
        }
        let mut expected: Vec<_> = said()
            .into_iter()
            .filter(|row| row.0 == role)
            .map(|(_, from, to, label, class)| {
                (format!("{role}.{from}"), format!("{role}.{to}"), label, class.to_owned())
            })
            .collect();
        shown.sort();
        expected.sort();
        assert_eq!(shown, expected);
    }
}

#[test]
fn no_two_arcs_of_one_kind_lie_side_by_side() {
    for arcs in Role::ALL.iter().map(|&role| drawn(&dot(Some(role)))) {
        let places: HashSet<_> = arcs.iter().map(|arc| (&arc.from, &arc.to, &arc.class)).collect();
        assert_eq!(places.len(), arcs.len());
    }
}

#[test]
fn the_states_of_a_role_are_drawn() {
    for &role in Role::ALL {
        let source = dot(Some(role));
        for &state in State::ALL {
            let occurs = said().iter().any(|row| row.0 == role && [row.1, row.2].contains(&state));
            let declared = source.contains(&format!("\"{role}.{state}\" [label="));
            assert_eq!(declared, occurs || state == State::Error, "{role} {state}");
        }
    }
}

#[test]
fn both_roles_make_one_drawing() {
    let whole = drawn(&dot(None));
    let parts = Role::ALL.iter().flat_map(|&role| drawn(&dot(Some(role))));
    assert_eq!(whole, parts.collect::<Vec<_>>());
}

#[test]
fn lines_are_short_enough_for_a_narrow_screen() {
    let source = dot(None);
    let labels = source.lines().filter(|line| line.contains("label=\""));
    let lines = labels.flat_map(|line| between(line, "label=\"", "\"").split("\\n"));
    assert_eq!(lines.map(|line| line.trim().len()).max(), Some(13));
}

#[test]
fn long_labels_are_broken_between_words_and_within_names() {
    let source = dot(None);
    for label in [
        "SEND_RESPONSE",
        r"MIGHT_SWITCH_\nPROTOCOL",
        " EndOfMessage ",
        r" Connection \n Closed ",
        r" start_next_ \n cycle() ",
        r" Informational \n Response \n accepting \n UPGRADE or \n Response \n accepting \n CONNECT ",
        r" keep-alive \n lost or \n SERVER is \n CLOSED or \n ERROR ",
    ] {
        assert!(source.contains(&format!("[label=\"{label}\" ")), "{label}");
    }
}

#[test]
fn final_states_are_placed_below_the_others() {
    let source = dot(None);
    let switched = |state: &str| state.ends_with("_PROTOCOL");
    for line in source.lines().filter(|line| line.contains(" -> ") && line.contains("label=")) {
        let (from, to) = (between(line, ".", "\""), between(line, "-> \"", "\""));
        let to = to.split_once('.').unwrap().1;
        let expected = match to {
            "CLOSED" if from != to => Some("2"),
            to if switched(to) && !switched(from) => Some("3"),
            _ => None,
        };
        let length = line.split_once("minlen=").map(|(_, after)| after.trim_end_matches(']'));
        assert_eq!(length, expected, "{line}");
    }
}

#[test]
fn the_initial_state_of_each_role_is_marked() {
    let source = dot(None);
    let initial: Vec<&str> = source
        .lines()
        .filter(|line| line.contains("initial"))
        .map(|line| between(line, "\"", "\""))
        .collect();
    assert_eq!(initial, ["CLIENT.IDLE", "SERVER.IDLE"]);
}
