//! The allocator of the program: the system allocator, except that a single request beyond the
//! memory limit ends the program with a message instead of aborting it.

#![expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only passes requests on"
)]

use std::alloc::{GlobalAlloc, Layout, System};

use crate::watchdog;

/// Passes requests on to the system allocator once [`watchdog::allow_memory`] has allowed them.
#[derive(Clone, Copy, Debug)]
pub struct Allocator;

// SAFETY: each method passes its arguments to the system allocator unchanged.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        watchdog::allow_memory(layout.size());
        // SAFETY: the caller upholds the contract of this method, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        watchdog::allow_memory(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        watchdog::allow_memory(size);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}
