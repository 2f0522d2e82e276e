//! Operations of several requests, each made from the answer before. They wait for nothing and send nothing.

use super::fault::Fault;
use super::request::{Answer, Request};

/// The result of reading an answer.
type Stepped<T> = Result<Step<T>, Fault>;
type Next<T> = Box<dyn FnOnce(Result<Answer, Fault>) -> Stepped<T> + Send>;

/// An operation at a carrier: a request to send now, and the reading of its answer.
pub struct Operation<T> {
    request: Request,
    next: Next<T>,
}

/// The state of an operation after an answer.
pub enum Step<T> {
    /// Another request.
    Send(Operation<T>),
    /// The result.
    Done(T),
}

impl<T: 'static> Operation<T> {
    /// An operation that reads an answer, and fails where none came.
    pub(super) fn new(request: Request, read: impl FnOnce(Answer) -> Stepped<T> + Send + 'static) -> Self {
        Self { request, next: Box::new(move |answer| read(answer?)) }
    }

    /// The request to send now.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Goes on with the answer, or with the reason why there is none.
    ///
    /// # Errors
    /// Returns the reason why the operation failed.
    pub fn resume(self, answer: Result<Answer, Fault>) -> Result<Step<T>, Fault> {
        (self.next)(answer)
    }

    /// Another operation once this one has ended, also where it failed.
    pub(super) fn followed_by<U: 'static>(
        self,
        next: impl FnOnce(Result<T, Fault>) -> Stepped<U> + Send + 'static,
    ) -> Operation<U> {
        let Self { request, next: read } = self;
        let next = move |answer| match read(answer) {
            Ok(Step::Send(operation)) => Ok(Step::Send(operation.followed_by(next))),
            Ok(Step::Done(value)) => next(Ok(value)),
            Err(fault) => next(Err(fault)),
        };
        Operation { request, next: Box::new(next) }
    }

    /// Another operation with the result of this one.
    pub(super) fn then<U: 'static>(self, next: impl FnOnce(T) -> Stepped<U> + Send + 'static) -> Operation<U> {
        self.followed_by(move |outcome| next(outcome?))
    }

    /// The same operation, with its result read further.
    pub(super) fn map<U: 'static>(self, read: impl FnOnce(T) -> U + Send + 'static) -> Operation<U> {
        self.then(move |value| Ok(Step::Done(read(value))))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::Value;
    use url::Url;

    use super::*;
    use crate::rest::request::Method;

    /// An answer with a JSON body.
    pub(in crate::rest) fn answer(status: u16, body: &Value) -> Result<Answer, Fault> {
        Ok(Answer { status, body: body.to_string().into_bytes(), retry_after: None })
    }

    /// Runs an operation with prepared answers; returns its requests and its outcome.
    pub(in crate::rest) fn run<T: 'static>(
        mut operation: Operation<T>,
        answers: impl IntoIterator<Item = Result<Answer, Fault>>,
    ) -> (Vec<Request>, Result<T, Fault>) {
        let (mut requests, mut answers) = (Vec::new(), answers.into_iter());
        loop {
            requests.push(operation.request().clone());
            let answer = answers.next().expect("there are more requests than answers");
            match operation.resume(answer) {
                Ok(Step::Send(next)) => operation = next,
                Ok(Step::Done(value)) => {
                    assert!(answers.next().is_none(), "there are more answers than requests: {requests:?}");
                    return (requests, Ok(value));
                }
                Err(fault) => return (requests, Err(fault)),
            }
        }
    }

    /// The requests as `METHOD path?query`.
    pub(in crate::rest) fn lines(requests: &[Request]) -> Vec<String> {
        let line = |request: &Request| {
            let method = match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Patch => "PATCH",
                Method::Delete => "DELETE",
            };
            let query = request.url.query().map_or(String::new(), |query| format!("?{query}"));
            format!("{method} {}{query}", request.url.path())
        };
        requests.iter().map(line).collect()
    }

    fn status(path: &str) -> Operation<u16> {
        let url = Url::parse("https://api.carrier.example").unwrap().join(path).unwrap();
        Operation::new(Request::get(url), |answer| Ok(Step::Done(answer.status)))
    }

    #[test]
    fn an_operation_goes_on_with_the_next_one() {
        let both = status("/1").then(|first| Ok(Step::Send(status("/2").map(move |second| (first, second)))));
        let (requests, outcome) = run(both, [answer(200, &Value::Null), answer(404, &Value::Null)]);
        assert_eq!((lines(&requests), outcome), (vec!["GET /1".to_owned(), "GET /2".into()], Ok((200, 404))));
    }

    #[test]
    fn a_failed_request_ends_an_operation_unless_it_is_expected() {
        let (requests, outcome) = run(status("/1").then(|_| Ok(Step::Send(status("/2")))), [Err(Fault::Unreachable)]);
        assert_eq!((requests.len(), outcome), (1, Err(Fault::Unreachable)));
        let lenient = status("/1").followed_by(|outcome| Ok(Step::Done(outcome.is_ok())));
        assert_eq!(run(lenient, [Err(Fault::Unreachable)]).1, Ok(false));
    }
}
