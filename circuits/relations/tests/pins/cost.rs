//! Which gadget's cost moved, between two trees in the form of [`covenant_relations::cost::Cost::folded`].

use std::collections::BTreeMap;

/// Constraints by namespace, then by label.
type Tree<'a> = BTreeMap<&'a str, BTreeMap<&'a str, i64>>;

fn tree(folded: &str) -> Tree<'_> {
    let mut tree = Tree::new();
    for line in folded.lines() {
        let (path, count) = line.rsplit_once(' ').unwrap_or((line, ""));
        let (namespace, label) = path.rsplit_once(';').unwrap_or(("", path));
        *tree.entry(namespace).or_default().entry(label).or_default() += count.parse().unwrap_or(0);
    }
    tree
}

/// One line for each namespace whose constraints moved, the largest move first: old count, new count, and its labels that moved.
pub(crate) fn moved(old: &str, new: &str) -> String {
    let (old, new) = (tree(old), tree(new));
    let empty = BTreeMap::new();
    let mut moves: Vec<(u64, String)> = Vec::new();
    for namespace in keys(&old, &new) {
        let [before, after] = [&old, &new].map(|tree| tree.get(namespace).unwrap_or(&empty));
        let labels: Vec<String> = keys(before, after)
            .map(|label| (label, [before, after].map(|labels| labels.get(label).copied().unwrap_or(0))))
            .filter(|(_, [before, after])| before != after)
            .map(|(label, counts)| format!("{label} {}", step(counts)))
            .collect();
        if !labels.is_empty() {
            let totals = [before, after].map(|labels| labels.values().sum());
            let line = format!("  {namespace} {}: {}", step(totals), labels.join(", "));
            moves.push((totals[0].abs_diff(totals[1]), line));
        }
    }
    moves.sort_by(|(a, _), (b, _)| b.cmp(a));
    let all = [&old, &new].map(|tree| tree.values().flat_map(BTreeMap::values).sum());
    let lines = moves.into_iter().map(|(_, line)| line);
    [format!("  all {}", step(all))].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// The keys of both, each once, in order.
fn keys<'a, V>(
    old: &BTreeMap<&'a str, V>,
    new: &BTreeMap<&'a str, V>,
) -> impl Iterator<Item = &'a str> + use<'a, V> {
    let all: std::collections::BTreeSet<&'a str> = old.keys().chain(new.keys()).copied().collect();
    all.into_iter()
}

fn step([before, after]: [i64; 2]) -> String {
    format!("{before} -> {after} ({:+})", after - before)
}

#[test]
fn a_move_is_told_by_namespace_and_label() {
    let old = "a;x;bits 10\na;x;sum 3\na;y;bits 5\nb;root 7\n";
    let new = "a;x;bits 9\na;x;sum 4\na;z;bits 40\nb;root 6\n";
    let expected = [
        "  all 25 -> 59 (+34)",
        "  a;z 0 -> 40 (+40): bits 0 -> 40 (+40)",
        "  a;y 5 -> 0 (-5): bits 5 -> 0 (-5)",
        "  b 7 -> 6 (-1): root 7 -> 6 (-1)",
        "  a;x 13 -> 13 (+0): bits 10 -> 9 (-1), sum 3 -> 4 (+1)",
    ];
    assert_eq!(moved(old, new), expected.join("\n"));
    assert_eq!(moved(old, old), "  all 25 -> 25 (+0)");
}
