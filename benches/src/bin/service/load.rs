//! Calls of the service.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use covenant_client::{Client, JobState, Secret, Submit};
use covenant_statements::{Selector, field};

use crate::{Result, Times, claims};

/// Calls before the clock starts.
const WARM_UP: u32 = 5;
/// Where the claims of the second part begin, so that none is proved twice.
const SECOND_PART: u32 = 1_000_000;

/// One call after another.
pub(crate) async fn one_at_a_time(client: &Client, selector: Selector, jobs: u32) -> Result<Times> {
    let mut times = Vec::new();
    for number in 0..WARM_UP + jobs {
        let time = prove(client, submit(selector, number)?).await?;
        if number >= WARM_UP {
            times.push(time);
        }
    }
    Ok(Times::new(times))
}

/// So many calls open at all times: jobs a second, and how long each call took.
pub(crate) async fn at_once(
    client: &Client,
    selector: Selector,
    jobs: u32,
    in_flight: u32,
) -> Result<(f64, Times)> {
    let next = Arc::new(AtomicU32::new(0));
    // Made before the clock starts: who calls has machines of their own.
    let requests =
        (0..jobs).map(|number| submit(selector, SECOND_PART + number)).collect::<Result<Vec<_>>>()?;
    let requests = Arc::new(requests);
    let began = Instant::now();
    let callers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (client, next, requests) = (client.clone(), Arc::clone(&next), Arc::clone(&requests));
            tokio::spawn(async move {
                let mut times = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(request) = requests.get(number as usize) else {
                        return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times);
                    };
                    times.push(prove(&client, request.clone()).await?);
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for caller in callers {
        times.extend(caller.await??);
    }
    Ok((f64::from(jobs) / began.elapsed().as_secs_f64(), Times::new(times)))
}

/// A request of its own.
fn submit(selector: Selector, number: u32) -> Result<Submit> {
    Ok(Submit {
        circuit: "invoice".to_owned(),
        claim: Secret::new(claims::request(number.into(), selector)?),
        idempotency_key: format!("bench-{number}"),
        expected_selector: Some(field::bytes_hex(&selector.0)),
    })
}

/// One call; its milliseconds.
async fn prove(client: &Client, job: Submit) -> Result<f64> {
    let began = Instant::now();
    let proved = client.prove(job, None).await?;
    let took = began.elapsed().as_secs_f64() * 1e3;
    match (proved.job.state, proved.job.failure) {
        (JobState::Succeeded, _) => Ok(took),
        (state, failure) => Err(format!("a job ended as {state:?}: {failure:?}").into()),
    }
}
