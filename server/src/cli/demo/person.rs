//! One person of the simulated crowd: what they will do is drawn from the seed, then done over real HTTP and WebSockets.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tokio::sync::watch;

use super::client::{Client, Failed, Http};
use super::crowd::{Ballot, Crowd, Now};
use super::host::text;
use super::plan::Plan;
use super::remix::Variant;
use super::socket::Socket;
use super::task::Task;

/// Somebody who is here.
pub struct Person {
    plan: Plan,
    client: Client,
    crowd: Arc<Crowd>,
    now: watch::Receiver<Now>,
    random: StdRng,
}

impl Person {
    /// Somebody with this plan.
    pub fn new(plan: Plan, http: Http, crowd: Arc<Crowd>) -> Self {
        let client = Client::new(http, crowd.stage.base.clone());
        let (now, random) = (crowd.now.subscribe(), StdRng::seed_from_u64(plan.seed));
        Self { plan, client, crowd, now, random }
    }

    /// Arrives, does what was planned as long as there is time, and goes.
    ///
    /// # Errors
    /// What the server refused or the network broke; the others go on.
    pub async fn live(mut self) -> Result<(), Failed> {
        let crowd = Arc::clone(&self.crowd);
        let _here = Here::come(&crowd);
        self.arrive().await?;
        let socket = Socket::open(&self.client).await?;
        for topic in ["story", "room"] {
            socket.join(&format!("{topic}:{}", crowd.stage.story)).await?;
        }
        if let Some(variant) = self.plan.remix {
            self.remix(variant).await?;
        }
        match self.plan.stays {
            Some(time) => {
                let time = crowd.paced(time);
                // Who has to go goes, whatever they are at.
                tokio::time::timeout(time, self.take_part(socket)).await.unwrap_or(Ok(()))
            }
            None => self.search(&crowd.stage.open, socket).await,
        }
    }

    async fn arrive(&self) -> Result<(), Failed> {
        let stage = &self.crowd.stage;
        let from = self.plan.referrer.as_ref().map(|from| self.crowd.address_of(*from));
        self.client.get(&stage.page, from.as_deref()).await?;
        let page = format!("{}{}", stage.base, stage.page);
        for rendition in &stage.renditions {
            self.client.get(rendition, Some(&page)).await?;
        }
        Ok(())
    }

    async fn pause(&self, time: Duration) {
        // Those who stay go on at their own pace when the night is over.
        let time = if self.plan.stays.is_some() { self.crowd.paced(time) } else { time };
        tokio::time::sleep(time).await;
    }

    async fn take_part(&mut self, mut socket: Socket) -> Result<(), Failed> {
        self.pause(self.plan.looks).await;
        if let Some(body) = self.plan.comments {
            let path = format!("/api/v1/stories/{}/comments", self.crowd.stage.story);
            self.client.post(&path, &json!({ "body": body })).await?;
        }
        let task = self.sorting().await?;
        // The socket of somebody who looks is nobody's; from now on it is theirs.
        socket.join(&format!("throng:{}", task.throng)).await?;
        // Some talk under the story, some where the work is.
        let about = if self.plan.seed.is_multiple_of(2) { &task.throng } else { &self.crowd.stage.story };
        let room = format!("room:{about}");
        if self.plan.answers > 0 {
            self.join(&task).await?;
            socket = Socket::open(&self.client).await?;
            for topic in [format!("throng:{}", task.throng), room.clone()] {
                socket.join(&topic).await?;
            }
        }
        for (n, body) in self.plan.says.clone().into_iter().enumerate() {
            socket.say(&room, body, &format!("{}-{n}", self.plan.seed)).await?;
            self.pause(self.plan.thinks).await;
        }
        for _ in 0..self.plan.answers {
            if !self.answer(&task).await? {
                break;
            }
        }
        self.vote().await?;
        std::future::pending().await
    }

    /// The throng that is gathered in the night, as soon as it is.
    async fn sorting(&mut self) -> Result<Arc<Task>, Failed> {
        let now = self.now.wait_for(|now| now.sorting.is_some()).await?;
        now.sorting.clone().ok_or_else(|| "there is nothing to do".into())
    }

    async fn join(&mut self, task: &Task) -> Result<(), Failed> {
        self.client.post(&format!("/api/v1/throngs/{}/members", task.throng), &json!({})).await.map(|_| ())
    }

    /// Takes an item, thinks, and answers; whether there was one.
    async fn answer(&mut self, task: &Task) -> Result<bool, Failed> {
        let path = format!("/api/v1/activities/{}/next", task.activity);
        let handed = self.client.post(&path, &json!({})).await?;
        let (Some(lease), Some(key)) = (handed["lease"].as_str(), handed["item"]["key"].as_str()) else {
            return Ok(false);
        };
        self.pause(self.plan.thinks).await;
        if task.left.contains(key) {
            self.client.delete(&format!("/api/v1/leases/{lease}")).await?;
            return Ok(true);
        }
        let answer = task.answer(key, self.random.random_bool(self.plan.wrong));
        self.client.post(&format!("/api/v1/leases/{lease}/answer"), &json!({ "answer": answer })).await?;
        Ok(true)
    }

    /// Works slowly beside whoever comes, for as long as there is something left.
    async fn search(&mut self, task: &Task, socket: Socket) -> Result<(), Failed> {
        self.join(task).await?;
        drop(socket);
        let socket = Socket::open(&self.client).await?;
        for topic in ["throng", "room"] {
            socket.join(&format!("{topic}:{}", task.throng)).await?;
        }
        if let Some(body) = self.plan.says.first() {
            socket.say(&format!("room:{}", task.throng), body, &self.plan.seed.to_string()).await?;
        }
        while self.answer(task).await? {}
        std::future::pending().await
    }

    /// Makes a remix, for the throng if there is one by now.
    async fn remix(&mut self, variant: Variant) -> Result<(), Failed> {
        let gathered = self.now.borrow().sorting.clone();
        if let Some(task) = &gathered {
            self.join(task).await?;
        }
        let stage = &self.crowd.stage;
        let garden = self.client.get(&format!("/api/v1/pictures/{}/recipe", stage.garden), None).await?;
        let recipe = variant.recipe(&String::from_utf8_lossy(&garden), &stage.photograph);
        let remix =
            json!({ "title": variant.title, "alt": variant.alt, "licence": "CC0-1.0", "recipe": recipe });
        let made = self.client.post(&format!("/api/v1/pictures/{}/remixes", stage.garden), &remix).await?;
        let by = self.client.read("/api/v1/me").await?;
        if gathered.is_some() {
            self.crowd.entries.send_modify(|entries| *entries += 1);
        }
        self.crowd.tell(&format!("a remix by {}: “{}”", text(&by, "name"), text(&made, "title")));
        Ok(())
    }

    /// Waits for the ballot, and votes if they have done something that counts.
    async fn vote(&mut self) -> Result<(), Failed> {
        let ballot: Arc<Ballot> = match self.now.wait_for(|now| now.ballot.is_some()).await?.ballot.clone() {
            Some(ballot) if self.plan.answers > 0 || self.plan.remix.is_some() => ballot,
            _ => return Ok(()),
        };
        self.pause(self.plan.looks / 2).await;
        let liked = ballot.options.iter().filter(|_| self.random.random_bool(0.4));
        let approved: Vec<&String> = liked.collect();
        let path = format!("/api/v1/activities/{}/ballot", ballot.activity);
        self.client.put(&path, &json!({ "approve": approved })).await.map(|_| ())
    }
}

/// Counts somebody as long as they are here.
struct Here<'c>(&'c Crowd);

impl<'c> Here<'c> {
    fn come(crowd: &'c Crowd) -> Self {
        crowd.here.fetch_add(1, Ordering::Relaxed);
        Self(crowd)
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.0.here.fetch_sub(1, Ordering::Relaxed);
    }
}
