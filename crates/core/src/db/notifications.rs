//! Notifications between the processes that share a PostgreSQL server. A SQLite file is served by one process, which
//! has no other to notify.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio_postgres::AsyncMessage;

use super::{Db, Engine, Error, postgres, tls};

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
            Engine::Postgres(server) => {
                let client = server.connection().await?;
                let statement = client.prepare_cached("select pg_notify($1, $2)").await?;
                client.execute(&statement, &[&channel, &text]).await?;
                Ok(())
            }
        }
    }

    /// Listens to a channel (an SQL identifier) until the connection ends.
    pub(crate) async fn listen(&self, channel: &'static str, mut each: impl FnMut(Notification)) -> Result<(), Error> {
        let Engine::Postgres(server) = &self.inner.engine else { return std::future::pending().await };
        let mut config = postgres::config(server.address())?;
        // So that a server that vanishes silently is noticed within a minute or two.
        config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(Duration::from_secs(15));
        let (client, mut connection) = config.connect(tls::connector()?).await?;
        let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
        let text = format!("listen {channel}");
        let mut command = std::pin::pin!(client.batch_execute(&text));
        let mut is_listening = false;
        loop {
            tokio::select! {
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
