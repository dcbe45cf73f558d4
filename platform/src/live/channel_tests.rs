//! Rings, cursors, presence and crowds, without a socket.

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;
use crate::ids::Id;
use crate::live::peers::Peers;
use crate::live::source::Viewer;

fn channel() -> Arc<Channel> {
    let channel = Arc::new(Channel::new(Topic::parse("front").unwrap()));
    channel.start_after(0);
    channel
}

fn pull_all(channel: &Channel, cursor: &mut Cursor) -> (Vec<u64>, Vec<String>, Pulled) {
    let mut out = Vec::new();
    let mut pulled = channel.pull(cursor, &mut out);
    while pulled == Pulled::More {
        pulled = channel.pull(cursor, &mut out);
    }
    let seqs = out.iter().filter_map(|(_, seq)| *seq).collect();
    let transients =
        out.iter().filter(|(_, seq)| seq.is_none()).map(|(frame, _)| frame.to_string()).collect();
    (seqs, transients, pulled)
}

proptest! {
    #[test]
    fn a_reader_gets_each_event_once_in_order_or_is_told(
        steps in prop::collection::vec((0usize..400, 1usize..2000, any::<bool>()), 1..30),
    ) {
        let channel = channel();
        let (mut cursor, mut expected, mut last) = (Cursor::default(), 0, 0);
        for (events, bytes, reads) in steps {
            for _ in 0..events {
                channel.append("x".repeat(bytes).into());
                last += 1;
            }
            if !reads {
                continue;
            }
            let (seqs, _, pulled) = pull_all(&channel, &mut cursor);
            for seq in seqs {
                expected += 1;
                prop_assert_eq!(seq, expected);
            }
            match pulled {
                Pulled::Done => prop_assert_eq!(expected, last),
                Pulled::Reset(seq) => {
                    prop_assert_eq!(seq, last);
                    expected = seq;
                }
                // Here the log would be read; the reader that did so stands at its end.
                Pulled::Missing => {
                    prop_assert!(last - cursor.seen <= RING_EVENTS as u64);
                    (cursor.seen, expected) = (last, last);
                }
                Pulled::More => prop_assert!(false, "pull_all goes on until the end"),
            }
            let log = channel.log.read().unwrap();
            prop_assert!(log.bytes <= RING_BYTES && log.ring.len() <= RING_EVENTS);
        }
    }
}

#[test]
fn only_the_latest_transient_value_of_a_kind_is_read() {
    let (channel, mut cursor) = (channel(), Cursor::default());
    for number in 0..100 {
        channel.tell(Transient::Count, &json!({"hits": number}));
        channel.tell(Transient::Progress, &json!({"done": number}));
    }
    let (_, transients, _) = pull_all(&channel, &mut cursor);
    assert_eq!(transients.len(), 2);
    assert!(transients[0].contains(r#""hits":99"#) && transients[1].contains(r#""done":99"#));
    channel.tell(Transient::Count, &json!({"hits": 99}));
    assert_eq!(pull_all(&channel, &mut cursor).1, Vec::<String>::new());
}

#[test]
fn a_text_taken_back_is_read_from_the_log_and_not_from_the_ring() {
    let (channel, mut cursor) = (channel(), Cursor::default());
    channel.append("secret".into());
    channel.forget();
    channel.append("delete".into());
    assert_eq!(pull_all(&channel, &mut cursor), (vec![], vec![], Pulled::Missing));
}

#[test]
fn who_has_seen_more_on_another_node_waits_for_what_is_new() {
    let (channel, mut cursor) = (channel(), Cursor { seen: 2, is_catching_up: true, ..Cursor::default() });
    channel.append("1".into());
    assert_eq!(pull_all(&channel, &mut cursor), (vec![], vec![], Pulled::Done));
    channel.append("2".into());
    channel.append("3".into());
    assert_eq!(pull_all(&channel, &mut cursor).0, [3]);
}

#[tokio::test(start_paused = true)]
async fn presence_counts_people_once_and_is_told_once_a_second() {
    let (channel, peers) = (channel(), Peers::default());
    let ada = Viewer { person: Id::new(1), name: "Ada".into(), session: Id::new(2) };
    let mut cursor = Cursor::default();
    let mut told = Vec::new();
    for round in 0..40 {
        let viewer = (round % 2 == 0).then_some(&ada);
        if let Some(peer) = peers.enter(viewer) {
            channel.follow(&peer);
        }
        tokio::time::advance(Duration::from_millis(100)).await;
        tokio::task::yield_now().await;
        told.extend(pull_all(&channel, &mut cursor).1);
    }
    tokio::time::sleep(PRESENCE_PAUSE).await;
    told.extend(pull_all(&channel, &mut cursor).1);
    assert!(told.len() <= 6, "{told:?}");
    assert!(
        told.last().unwrap().contains(r#"{"count":21}"#),
        "one person in many tabs and 20 unknown: {told:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_crowd_is_woken_together() {
    let (channel, peers) = (channel(), Peers::default());
    let crowd: Vec<_> = (0..=CROWD).filter_map(|_| peers.enter(None)).collect();
    crowd.iter().for_each(|peer| channel.follow(peer));
    tokio::time::sleep(PRESENCE_PAUSE * 2).await;
    // What the presence rang before is of no interest.
    while crowd[7].bell.notified().now_or_never().is_some() {}
    let bell = crowd[7].bell.notified();
    tokio::pin!(bell);
    bell.as_mut().enable();
    let before = Instant::now();
    for _ in 0..10 {
        channel.append("x".into());
        channel.ring_bells();
    }
    bell.await;
    assert!(before.elapsed() >= CROWD_PAUSE);
    let mut cursor = Cursor::default();
    assert_eq!(pull_all(&channel, &mut cursor).0, (1..=10).collect::<Vec<_>>());
}
