//! The screens of throngs: gathering, the throng itself with its first question, managing, the outcome, the list.
//!
//! They decide nothing: each asks the same action functions as the API. Invariant: what stands at `/t/{slug}` without a query is
//! the same for everybody and kept ready; whatever differs by person has a query or a path of its own and is kept nowhere.

mod answer;
mod ballot;
mod columns;
mod cost;
mod decision;
mod deeds;
mod doing;
mod feed;
mod figures;
mod follow;
mod foreseen;
mod form;
mod gather;
mod known;
mod list;
mod manage;
mod outcome;
mod pasted;
mod personal;
mod pointed;
mod preview;
mod roles;
pub(super) mod sentences;
mod tables;
mod tally;
mod throng;
mod wall;
mod work;

pub use ballot::named as named_options;
pub use deeds::to_do;
pub use sentences::escaped;
pub use work::{Work, first_question, under};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The pages.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(list::routes())
        .merge(gather::routes())
        .merge(throng::routes())
        .merge(answer::routes())
        .merge(known::routes())
        .merge(manage::routes())
        .merge(decision::routes())
        .merge(roles::routes())
        .merge(outcome::routes())
        .merge(feed::routes())
        .merge(follow::routes())
        .merge(ballot::routes())
        .merge(doing::routes())
        .merge(wall::routes())
}
