//! The arguments of a call, found by name.
//!
//! Names in a program's code are interned: which keyword is which parameter is
//! told by comparing pointers. A call that is not as plain as that is left to
//! PyO3's own parser, which also says what is wrong with it, if anything is.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

/// The most parameters that a class has.
pub(crate) const MOST: usize = 4;

/// One argument for each parameter, None where it is left out.
pub(crate) type Arguments<'a, 'py> = [Option<Borrowed<'a, 'py, PyAny>>; MOST];

/// The parameters of a class.
pub(crate) struct Parameters {
    names: [Option<Py<PyString>>; MOST],
    /// So many may be given by position, ...
    positional: usize,
    /// ... and so many, the first, must be given.
    required: usize,
}

impl Parameters {
    /// Parameters of these names.
    pub(crate) fn new(
        py: Python<'_>,
        names: &[&str],
        positional: usize,
        required: usize,
    ) -> Parameters {
        let mut interned = [const { None }; MOST];
        for (place, name) in interned.iter_mut().zip(names) {
            *place = Some(PyString::intern(py, name).unbind());
        }
        Parameters { names: interned, positional, required }
    }

    /// The arguments of a plain call: each keyword a parameter of ours, none
    /// given twice, none missing.
    ///
    /// # Safety
    ///
    /// The three must be what a function of the vectorcall protocol was called
    /// with (PEP 590), and what is returned must not outlive the call.
    #[inline(never)] // there are seven callers, and little room for instructions
    pub(crate) unsafe fn bind<'a, 'py>(
        &self,
        py: Python<'py>,
        arguments: *const *mut ffi::PyObject,
        count: usize,
        keywords: *mut ffi::PyObject,
    ) -> Option<Arguments<'a, 'py>> {
        // SAFETY: the first `positional` of the objects, all of them valid, are
        // given by position, and the rest under the names in the tuple.
        let (positional, named, keywords) = unsafe {
            let positional = ffi::PyVectorcall_NARGS(count) as usize;
            let keywords = Borrowed::from_ptr_or_opt(py, keywords)
                .map(|keywords| keywords.cast_unchecked::<PyTuple>());
            match positional + keywords.map_or(0, |keywords| keywords.len()) {
                0 => (&[][..], &[][..], keywords),
                all => {
                    let all = std::slice::from_raw_parts(arguments, all);
                    let (positional, named) = all.split_at_checked(positional)?;
                    (positional, named, keywords)
                }
            }
        };
        // SAFETY: each pointer is a valid object, which the caller holds.
        let object = |pointer: *mut ffi::PyObject| unsafe { Borrowed::from_ptr(py, pointer) };
        if positional.len() > self.positional {
            return None;
        }
        let mut bound = [const { None }; MOST];
        for (place, &argument) in bound.iter_mut().zip(positional) {
            *place = Some(object(argument));
        }
        let keywords = keywords.iter().flat_map(|keywords| keywords.iter_borrowed());
        for (keyword, &argument) in keywords.zip(named) {
            let is_it = |name: &Option<Py<PyString>>| {
                name.as_ref().is_some_and(|name| name.as_ptr() == keyword.as_ptr())
            };
            let place = bound.get_mut(self.names.iter().position(is_it)?)?;
            if place.is_some() {
                return None;
            }
            *place = Some(object(argument));
        }
        bound.iter().take(self.required).all(Option::is_some).then_some(bound)
    }
}
