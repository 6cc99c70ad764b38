//! The machine as a drawing, in the language of Graphviz.
//!
//! Every state, arc and name comes from the [tables](super::tables) that run.
//! Solid arcs are what somebody does, dashed ones follow at once where what they
//! say is so. How things are laid out is meant for narrow screens: names are
//! broken into lines, and what hangs below the states in common use is kept
//! below them.

use std::fmt::{self, Display, Formatter};

use super::kinds::{Flag, Role, State, Trigger};
use super::tables::{EVENT_TRANSITIONS, FLAG_TRANSITIONS, JOINT_TRANSITIONS, NEXT_CYCLE};

/// The source of a drawing of one role's machine, or of both beside each other.
pub fn dot(role: Option<Role>) -> String {
    let name = role.map_or("connection", Role::name);
    let drawn = Role::ALL.iter().filter(|&&one| role.is_none_or(|role| role == one));
    let machines: String = drawn.map(|&one| machine(one)).collect();
    format!("digraph \"h11 {name}\" {{\n{STYLE}{machines}}}\n")
}

/// What moves a machine along an arc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Trigger(Trigger),
    NextCycle,
    Flag(Flag),
    /// The other end's state.
    Peer(State),
}

/// What an arc looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An event leads along it.
    Event,
    /// A call of the program does.
    Call,
    /// It is followed at once where something is so.
    Condition,
}

impl Kind {
    fn attributes(self) -> &'static str {
        match self {
            Kind::Event => "class=event",
            Kind::Call => "class=call color=\"#6b3fa0\" fontcolor=\"#6b3fa0\"",
            Kind::Condition => {
                "class=condition style=dashed color=\"#9a4a00\" fontcolor=\"#9a4a00\""
            }
        }
    }
}

impl Cause {
    fn kind(self) -> Kind {
        match self {
            Cause::Trigger(_) => Kind::Event,
            Cause::NextCycle => Kind::Call,
            Cause::Flag(_) | Cause::Peer(_) => Kind::Condition,
        }
    }
}

impl Display for Cause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Trigger(Trigger::Event(kind)) => write!(f, "{kind}"),
            Cause::Trigger(Trigger::ClientRequest) => {
                write!(f, "{}'s {}", Role::Client, Trigger::ClientRequest.kind())
            }
            Cause::Trigger(Trigger::Accept(kind, switch)) => {
                write!(f, "{kind} accepting {}", switch.name().trim_start_matches("_SWITCH_"))
            }
            Cause::NextCycle => f.write_str("start_next_cycle()"),
            Cause::Flag(flag) => write!(f, "{flag}"),
            Cause::Peer(state) => write!(f, "{state}"),
        }
    }
}

/// What leads the machine of `role` from where to where, row by row.
fn moves(role: Role) -> impl Iterator<Item = (State, State, Cause)> {
    let events = EVENT_TRANSITIONS
        .iter()
        .filter(move |row| row.0 == role)
        .map(|&(_, from, trigger, to)| (from, to, Cause::Trigger(trigger)));
    let (done, fresh) = NEXT_CYCLE;
    let flags = FLAG_TRANSITIONS
        .iter()
        .filter(move |row| row.1 == role)
        .map(|&(flag, _, from, to)| (from, to, Cause::Flag(flag)));
    let joint = JOINT_TRANSITIONS.iter().filter(move |row| row.1 == role).map(
        move |&((client, server), _, to)| match role {
            Role::Client => (client, to, Cause::Peer(server)),
            Role::Server => (server, to, Cause::Peer(client)),
        },
    );
    events.chain([(done, fresh, Cause::NextCycle)]).chain(flags).chain(joint)
}

/// An arc: all that leads from one state to another in the same manner.
struct Arc {
    from: State,
    to: State,
    causes: Vec<Cause>,
}

fn arcs(role: Role) -> Vec<Arc> {
    let mut arcs: Vec<Arc> = Vec::new();
    for (from, to, cause) in moves(role) {
        let same = |arc: &&mut Arc| {
            (arc.from, arc.to) == (from, to) && arc.causes.iter().all(|c| c.kind() == cause.kind())
        };
        match arcs.iter_mut().find(same) {
            Some(arc) => arc.causes.push(cause),
            None => arcs.push(Arc { from, to, causes: vec![cause] }),
        }
    }
    arcs
}

impl Arc {
    fn label(&self, role: Role) -> String {
        let mut peer_is = format!("{} is ", role.peer());
        let mut alternatives = Vec::new();
        for cause in &self.causes {
            let said_once = match cause {
                Cause::Peer(_) => std::mem::take(&mut peer_is),
                _ => String::new(),
            };
            alternatives.push(format!("{said_once}{cause}"));
        }
        alternatives.join(" or ")
    }

    fn line(&self, role: Role) -> String {
        let Arc { from, to, .. } = *self;
        let kind = self.causes.first().map_or(Kind::Event, |cause| cause.kind());
        // Ends hang below the rest, one by one.
        let layout = match to {
            State::Closed if from != to => " minlen=2",
            to if leaves_http(to) && !leaves_http(from) => " minlen=3",
            _ => "",
        };
        format!(
            "\"{role}.{from}\" -> \"{role}.{to}\" [label=\"{}\" {}{layout}]",
            beside(&self.label(role)),
            kind.attributes(),
        )
    }
}

fn leaves_http(state: State) -> bool {
    matches!(state, State::MightSwitchProtocol | State::SwitchedProtocol)
}

/// The states and arcs of one role. That any state may fail is drawn once.
fn machine(role: Role) -> String {
    let arcs = arcs(role);
    let mut states = State::ALL.to_vec();
    states.retain(|&state| arcs.iter().any(|arc| arc.from == state || arc.to == state));
    let (_, first) = NEXT_CYCLE;
    let mut lines = Vec::new();
    for &state in &states {
        let class =
            if state == first { "\"state initial\" style=\"rounded,bold\"" } else { "state" };
        let label = boxed(state.name());
        lines.push(format!("\"{role}.{state}\" [label=\"{label}\" class={class}]"));
    }
    lines.extend(arcs.iter().map(|arc| arc.line(role)));
    let error = State::Error;
    lines.push(format!("\"{role}.any\" [label=\"any state\" class=any shape=plain]"));
    lines.push(format!("\"{role}.{error}\" [label=\"{error}\" class=\"state error\"]"));
    let failure = beside("protocol error");
    lines.push(format!("\"{role}.any\" -> \"{role}.{error}\" [label=\"{failure}\" class=error]"));
    lines.extend(
        states.last().map(|last| format!("\"{role}.{last}\" -> \"{role}.any\" [style=invis]")),
    );
    let body = lines.join("\n    ");
    format!(
        "  subgraph \"cluster_{role}\" {{\n    graph [label=\"{role}\" margin=4]\n    {body}\n  }}\n"
    )
}

// In clusters dot draws narrower than without, even where there is but one.
const STYLE: &str = r#"  graph [rankdir=TB nodesep=0.1 ranksep=0.2 peripheries=0]
  graph [fontname="Helvetica,Arial,sans-serif" fontsize=12]
  node [shape=box style=rounded margin="0.07,0.04" width=0.3 height=0.3]
  node [fontname="Helvetica,Arial,sans-serif" fontsize=11]
  edge [arrowsize=0.6 fontname="Helvetica,Arial,sans-serif" fontsize=10]
"#;

/// The characters of a line, if names can be broken so that they fit.
const WIDTH: usize = 13;

/// A text in short lines, broken at its spaces, after `_`, or before a capital
/// that follows a small letter.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts(text) {
        match lines.last_mut() {
            Some(line) if line.len() + part.trim_end().len() <= WIDTH => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// What stands in a box.
fn boxed(text: &str) -> String {
    lines(text).join("\\n")
}

/// What stands beside an arc, not too near.
fn beside(text: &str) -> String {
    let padded: Vec<String> = lines(text).iter().map(|line| format!(" {line} ")).collect();
    padded.join("\\n")
}

/// Pieces of text between which a line may be broken.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '_']).flat_map(humps)
}

/// A name such as `EndOfMessage` in its pieces.
fn humps(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let mut small = false;
        let end = rest.find(|character: char| {
            let begins = small && character.is_ascii_uppercase();
            small = character.is_ascii_lowercase();
            begins
        });
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
