//! TXT records of a name: what whoever owns the name says in the DNS.
//!
//! It asks anew each time, so that a record that was just put there is found, and within a bounded time. It does not check DNSSEC, and
//! judges nothing.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ProtocolConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

/// How long all of one question may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Records of a name that are read.
const MAX_RECORDS: usize = 100;

/// Asks for TXT records.
#[derive(Clone, Debug, Default)]
pub struct TxtRecords {
    servers: Vec<SocketAddr>,
}

impl TxtRecords {
    /// Asks these name servers; the system's, if none is named.
    pub const fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers }
    }

    /// The TXT records of the domain `name`, each with its parts joined; none where there are none or nobody answers in time.
    pub async fn of(&self, name: &str) -> Vec<String> {
        match tokio::time::timeout(TIMEOUT, self.asked(name)).await {
            Ok(Ok(records)) => records,
            Ok(Err(error)) => {
                tracing::debug!(%error, name, "no TXT records");
                Vec::new()
            }
            Err(_) => {
                tracing::debug!(name, "no name server answered in time");
                Vec::new()
            }
        }
    }

    async fn asked(&self, name: &str) -> Result<Vec<String>, NetError> {
        // With its final dot the name is whole: nothing of the system's search list is added.
        let found = self.resolver()?.lookup(format!("{name}."), RecordType::TXT).await?;
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        });
        Ok(texts.take(MAX_RECORDS).collect())
    }

    fn resolver(&self) -> Result<TokioResolver, NetError> {
        let mut builder = if self.servers.is_empty() {
            TokioResolver::builder_tokio()?
        } else {
            let servers = self.servers.iter().map(named).collect();
            TokioResolver::builder_with_config(
                ResolverConfig::from_parts(None, Vec::new(), servers),
                TokioRuntimeProvider::default(),
            )
        };
        builder.options_mut().cache_size = 0;
        builder.options_mut().timeout = TIMEOUT / 2;
        builder.build()
    }
}

/// A name server by UDP, and by TCP for what is too long for that.
fn named(server: &SocketAddr) -> NameServerConfig {
    let by = |protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = server.port();
        connection
    };
    NameServerConfig::new(server.ip(), true, vec![by(ProtocolConfig::Udp), by(ProtocolConfig::Tcp)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NameServer;

    #[tokio::test]
    async fn a_record_is_read_whole_and_a_name_without_one_has_none() {
        let server = NameServer::start().await;
        server.say("_throng.calls.example", &["throng-representative=", "abc"]);
        let records = TxtRecords::new(vec![server.address]);
        assert_eq!(records.of("_throng.calls.example").await, ["throng-representative=abc"]);
        assert_eq!(records.of("calls.example").await, Vec::<String>::new());
        assert_eq!(records.of(&"x".repeat(300)).await, Vec::<String>::new());
    }
}
