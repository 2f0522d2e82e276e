//! Notifications between the processes that share a PostgreSQL server. A SQLite file is served by one process, which
//! has no other to notify.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio_postgres::AsyncMessage;

use super::postgres_address::Address;
use super::postgres_connection::{CONNECT_TIMEOUT, connect, did_not_answer};
use super::{Db, Engine, Error};

/// An event of a listening connection.
pub(crate) enum Notification {
    /// From now on, every message arrives.
    Listening,
    /// A message on the channel.
    Message(String),
}

impl Db {
    /// Sends a text to all listeners of a channel.
    pub(crate) async fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        match &self.inner.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(server) => server.notify(channel, text).await,
        }
    }

    /// Listens to a channel (an SQL identifier) until the connection ends.
    pub(crate) async fn listen(&self, channel: &'static str, mut each: impl FnMut(Notification)) -> Result<(), Error> {
        let Engine::Postgres(server) = &self.inner.engine else { return std::future::pending().await };
        let mut renewals = server.renewals();
        let mut address = Address::clone(server.address());
        // So that a server that vanishes silently is noticed within a minute or two.
        for config in [&mut address.config, &mut address.without_settings] {
            config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(Duration::from_secs(15));
        }
        let connecting = tokio::time::timeout(CONNECT_TIMEOUT, connect(&address));
        let (client, mut connection, _) = connecting.await.unwrap_or_else(|_| Err(did_not_answer().into()))?;
        let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
        let text = format!("listen {channel}");
        let mut command = std::pin::pin!(client.batch_execute(&text));
        let mut is_listening = false;
        let mut limit = std::pin::pin!(tokio::time::sleep(CONNECT_TIMEOUT));
        loop {
            tokio::select! {
                // The server may have been replaced by another one.
                _ = renewals.changed() => return Err(Error::Unavailable("the connections are renewed".into())),
                () = &mut limit, if !is_listening => return Err(did_not_answer()),
                answer = &mut command, if !is_listening => {
                    answer?;
                    is_listening = true;
                    each(Notification::Listening);
                }
                message = messages.next() => match message.transpose()? {
                    Some(AsyncMessage::Notification(notice)) => each(Notification::Message(notice.payload().to_owned())),
                    Some(_) => {}
                    None => return Err(Error::Unavailable("the server ended the connection".into())),
                },
            }
        }
    }
}
