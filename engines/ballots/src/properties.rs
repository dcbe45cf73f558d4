//! What each rule promises, on random elections.

use proptest::prelude::*;

use crate::{Ballot, Rule, Steps, Tally, VOTE, Weighted, tally};

const OPTIONS: usize = 5;
const SEATS: usize = 2;

fn ballot(rule: Rule, points: &[u8; OPTIONS]) -> Ballot {
    let scored = || points.iter().copied().enumerate();
    match rule {
        Rule::Approval => {
            Ballot::Approve(scored().filter(|(_, points)| *points > 2).map(|(at, _)| at).collect())
        }
        Rule::Score => Ballot::Score(scored().collect()),
        // Whoever gets 0 points is not ranked at all.
        Rule::Schulze => Ballot::Rank(places(points)),
        // Nor whoever shares a place.
        Rule::Stv => Ballot::Rank(places(points).into_iter().filter(|tied| tied.len() == 1).collect()),
    }
}

fn places(points: &[u8; OPTIONS]) -> Vec<Vec<usize>> {
    (1..=5).rev().map(|place| (0..OPTIONS).filter(|option| points[*option] == place).collect()).collect()
}

type Votes = Vec<(u64, [u8; OPTIONS])>;

fn votes() -> impl Strategy<Value = Votes> {
    prop::collection::vec((1_u64..5, prop::array::uniform5(0_u8..=5)), 0..12)
}

fn counted(rule: Rule, votes: &Votes) -> Tally {
    let cast =
        votes.iter().map(|(weight, points)| Weighted { weight: *weight, ballot: ballot(rule, points) });
    tally(rule, SEATS, OPTIONS, &cast.collect::<Vec<_>>()).unwrap()
}

fn place(tally: &Tally, option: usize) -> usize {
    tally.order.iter().position(|tied| tied.contains(&option)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_does_not_matter_who_voted_when(votes in votes(), turn in 0_usize..12) {
        for rule in Rule::ALL {
            let mut turned = votes.clone();
            turned.reverse();
            let turn = turn.min(turned.len());
            turned.rotate_left(turn);
            let apart: Votes = turned.iter().flat_map(|(weight, points)| (0..*weight).map(|_| (1, *points))).collect();
            prop_assert_eq!(counted(rule, &votes), counted(rule, &turned));
            prop_assert_eq!(counted(rule, &votes), counted(rule, &apart));
        }
    }

    #[test]
    fn every_option_stands_once_and_names_do_not_matter(votes in votes(), step in 0_usize..OPTIONS) {
        for rule in Rule::ALL {
            let tally = counted(rule, &votes);
            let mut all = tally.order.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..OPTIONS).collect::<Vec<_>>());
            let renumbered: Votes = votes
                .iter()
                .map(|(weight, points)| (*weight, std::array::from_fn(|at| points[(at + step) % OPTIONS])))
                .collect();
            let renumbered = counted(rule, &renumbered);
            for option in 0..OPTIONS {
                prop_assert_eq!(place(&renumbered, option), place(&tally, (option + step) % OPTIONS));
            }
        }
    }

    #[test]
    fn more_support_never_costs_a_winner_the_place(votes in votes(), voter in 0_usize..12) {
        // By STV it can.
        for rule in [Rule::Approval, Rule::Score, Rule::Schulze] {
            let before = counted(rule, &votes);
            for winner in before.winners() {
                let mut raised = votes.clone();
                let Some((_, points)) = raised.get_mut(voter) else { continue };
                points[winner] = 5;
                let after = counted(rule, &raised);
                prop_assert!(after.winners().contains(&winner), "{rule:?} {winner} {after:?}");
            }
        }
    }

    #[test]
    fn who_beats_everybody_one_to_one_wins_by_schulze(votes in votes()) {
        let tally = counted(Rule::Schulze, &votes);
        let Steps::Schulze(pairs) = &tally.steps else { panic!("other steps") };
        let beats = |a: usize, b: usize| pairs.prefer[a][b] > pairs.prefer[b][a];
        for option in 0..OPTIONS {
            let others = || (0..OPTIONS).filter(|other| *other != option);
            if others().all(|other| beats(option, other)) {
                prop_assert_eq!(tally.winners(), vec![option]);
            }
            if others().all(|other| beats(other, option)) {
                prop_assert_eq!(place(&tally, option), tally.order.len() - 1);
            }
        }
    }

    #[test]
    fn a_path_is_as_strong_as_its_weakest_victory(votes in votes()) {
        let tally = counted(Rule::Schulze, &votes);
        let Steps::Schulze(pairs) = &tally.steps else { panic!("other steps") };
        for from in 0..OPTIONS {
            for to in 0..OPTIONS {
                let path = pairs.path(from, to);
                let weakest = path.windows(2).map(|pair| pairs.prefer[pair[0]][pair[1]]).min().unwrap_or(0);
                prop_assert_eq!(weakest, pairs.strength[from][to]);
                prop_assert!(path.is_empty() || (path[0], path[path.len() - 1]) == (from, to));
            }
        }
    }

    #[test]
    fn every_paper_is_somewhere_and_every_seat_is_filled(votes in votes()) {
        let tally = counted(Rule::Stv, &votes);
        let Steps::Stv(count) = &tally.steps else { panic!("other steps") };
        let papers: u64 = votes.iter().filter(|(_, points)| places(points).iter().any(|tied| tied.len() == 1)).map(|(weight, _)| weight).sum();
        for stage in &count.stages {
            prop_assert_eq!(stage.votes.iter().sum::<u128>() + stage.lost, u128::from(papers) * VOTE);
        }
        prop_assert!(count.elected().count() >= SEATS);
        prop_assert!(count.stages.len() <= 1 + 2 * OPTIONS);
    }

    #[test]
    fn a_majority_that_agrees_on_one_gets_that_one(votes in votes(), option in 0_usize..OPTIONS) {
        let tally = counted(Rule::Stv, &votes);
        let Steps::Stv(count) = &tally.steps else { panic!("other steps") };
        if count.stages[0].votes[option] >= count.quota * VOTE {
            prop_assert!(tally.winners().contains(&option));
        }
    }

    #[test]
    fn any_file_is_read_or_refused(text in "[0-9 #=\\-\\n\"a()]{0,80}") {
        if let Ok(election) = crate::blt::read(&text) {
            let ballots = election.ballots(Rule::Schulze).unwrap();
            let counted = tally(Rule::Schulze, election.seats, election.candidates.len(), &ballots);
            prop_assert!(matches!(counted, Ok(_) | Err(crate::Invalid::TooMany)), "{counted:?}");
        }
    }
}
