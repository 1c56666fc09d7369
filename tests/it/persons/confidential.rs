//! Surveys whose answers are confidential.
