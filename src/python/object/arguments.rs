//! The arguments of a call, bound to parameters.
//!
//! Names in a program's code are interned, so keywords are usually matched by comparing
//! pointers.

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::new::{dict, interned, tuple_of};
use super::raise::error;

/// The largest number of parameters of any callable.
pub(crate) const MAX_PARAMETERS: usize = 4;

/// One argument for each parameter; None if it is omitted.
pub(crate) type Arguments<'a, 'py> = [Option<Borrowed<'a, 'py, PyAny>>; MAX_PARAMETERS];

/// The parameters of a class, method or function.
pub(crate) struct Parameters {
    names: [Option<Py<PyString>>; MAX_PARAMETERS],
    /// The number of positional parameters.
    positional: usize,
    /// Which parameters have no default.
    required: [bool; MAX_PARAMETERS],
}

/// The smallest and the largest number of positional arguments.
#[derive(Clone, Copy)]
pub(super) struct Arity {
    least: usize,
    most: usize,
}

impl Arity {
    /// The arity of a signature such as `($self, our_role, policy=None, *, limits=None)`.
    pub(super) const fn of(signature: &str) -> Arity {
        let mut arity = Arity { least: 0, most: 0 };
        let (mut first, mut has_default, mut is_by_name) = (None, false, false);
        let mut rest = signature.as_bytes();
        while let [byte, following @ ..] = rest {
            match (byte, first) {
                (b'(' | b' ', _) => {}
                (b'=', _) => has_default = true,
                (b',' | b')', parameter) => {
                    match (parameter, has_default) {
                        (None | Some(b'$'), _) => {}
                        (Some(b'*'), _) => is_by_name = true,
                        (_, true) if is_by_name => {}
                        (_, false) if is_by_name => arity.least = usize::MAX,
                        (_, true) => arity.most += 1,
                        (_, false) => (arity.least, arity.most) = (arity.most + 1, arity.most + 1),
                    }
                    (first, has_default) = (None, false);
                }
                (byte, None) => first = Some(*byte),
                _ => {}
            }
            rest = following;
        }
        arity
    }
}

/// The arguments of a function of the vectorcall protocol (PEP 590).
#[derive(Clone, Copy)]
pub(super) struct Call<'a, 'py> {
    positional: &'a [*mut ffi::PyObject],
    named: &'a [*mut ffi::PyObject],
    keywords: Option<Borrowed<'a, 'py, PyTuple>>,
}

impl<'a, 'py> Call<'a, 'py> {
    /// # Safety
    ///
    /// The three must be what a function of the vectorcall protocol was called with, and
    /// what is returned must not outlive that call.
    #[inline]
    pub(super) unsafe fn new(
        py: Python<'py>,
        arguments: *const *mut ffi::PyObject,
        count: usize,
        keywords: *mut ffi::PyObject,
    ) -> Call<'a, 'py> {
        // SAFETY: the first `positional` of the objects, all of them valid, are
        // given by position, and the rest under the names in the tuple.
        unsafe {
            let positional = ffi::PyVectorcall_NARGS(count) as usize;
            let keywords = Borrowed::from_ptr_or_opt(py, keywords)
                .map(|keywords| keywords.cast_unchecked::<PyTuple>());
            let named = keywords.map_or(0, |keywords| keywords.len());
            match positional + named {
                0 => Call { positional: &[], named: &[], keywords },
                all => {
                    let all = std::slice::from_raw_parts(arguments, all);
                    let (positional, named) = all.split_at_unchecked(positional);
                    Call { positional, named, keywords }
                }
            }
        }
    }

    /// The arguments of a call without keywords that matches the arity; None for other calls,
    /// which [`Parameters::bind`] handles.
    #[inline]
    pub(super) fn by_position(&self, py: Python<'py>, arity: Arity) -> Option<Arguments<'a, 'py>> {
        let given = self.positional.len();
        if self.keywords.is_some() || given < arity.least || given > arity.most {
            return None;
        }
        let mut bound = [const { None }; MAX_PARAMETERS];
        for (place, &argument) in bound.iter_mut().take(arity.most).zip(self.positional) {
            *place = Some(object(py, argument));
        }
        Some(bound)
    }

    /// The arguments as a tuple and a dict; None in place of an empty dict.
    pub(super) fn packed(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Option<Bound<'py, PyDict>>)> {
        let positional = tuple_of(py, self.positional.iter().map(|&it| object(py, it)))?;
        if self.named.is_empty() {
            return Ok((positional, None));
        }
        let keywords = dict(py)?;
        for (keyword, argument) in self.named() {
            keywords.set_item(keyword, object(py, argument))?;
        }
        Ok((positional, Some(keywords)))
    }

    /// The keywords with their arguments.
    #[inline]
    fn named(&self) -> impl Iterator<Item = (Borrowed<'_, 'py, PyAny>, *mut ffi::PyObject)> {
        let keywords = self.keywords.iter().flat_map(|keywords| keywords.iter_borrowed());
        keywords.zip(self.named.iter().copied())
    }
}

impl Parameters {
    /// The parameters of a signature such as `(our_role, policy=None, *, limits=None)`.
    pub(super) fn parse(py: Python<'_>, signature: &str) -> PyResult<Parameters> {
        let mut names = [const { None }; MAX_PARAMETERS];
        let mut required = [false; MAX_PARAMETERS];
        let list = signature.trim_start_matches('(').trim_end_matches(')');
        let parameters = list.split(", ").filter(|name| !["", "*", "$self"].contains(name));
        for (parameter, place) in parameters.zip(names.iter_mut().zip(&mut required)) {
            let (name, default) = match parameter.split_once('=') {
                Some((name, default)) => (name, Some(default)),
                None => (parameter, None),
            };
            *place.0 = Some(interned(py, name)?);
            *place.1 = default.is_none();
        }
        Ok(Parameters { names, positional: Arity::of(signature).most, required })
    }

    /// The arguments of a call without errors, in which each keyword is interned. None for others,
    /// which [`Self::bind_any`] handles.
    #[inline(never)] // many callers: keep one copy in the instruction cache
    pub(super) fn bind<'a, 'py>(
        &self,
        py: Python<'py>,
        call: Call<'a, 'py>,
    ) -> Option<Arguments<'a, 'py>> {
        if call.positional.len() > self.positional {
            return None;
        }
        let mut bound = [const { None }; MAX_PARAMETERS];
        for (place, &argument) in bound.iter_mut().zip(call.positional) {
            *place = Some(object(py, argument));
        }
        for (keyword, argument) in call.named() {
            let is_it = |name: &Option<Py<PyString>>| {
                name.as_ref().is_some_and(|name| name.as_ptr() == keyword.as_ptr())
            };
            let place = bound.get_mut(self.names.iter().position(is_it)?)?;
            if place.is_some() {
                return None;
            }
            *place = Some(object(py, argument));
        }
        let is_complete = bound.iter().zip(&self.required).all(|(is, must)| is.is_some() || !must);
        is_complete.then_some(bound)
    }

    /// The arguments of any call, or a TypeError.
    #[cold]
    pub(super) fn bind_any<'a, 'py>(
        &self,
        py: Python<'py>,
        function: &str,
        call: Call<'a, 'py>,
    ) -> PyResult<Arguments<'a, 'py>> {
        let wrong = |what: String| Err(error::<PyTypeError>(py, &format!("{function}() {what}")));
        if call.positional.len() > self.positional {
            let (most, given) = (self.positional, call.positional.len());
            return wrong(format!("takes {most} positional arguments but {given} were given"));
        }
        let mut bound = [const { None }; MAX_PARAMETERS];
        for (place, &argument) in bound.iter_mut().zip(call.positional) {
            *place = Some(object(py, argument));
        }
        for (keyword, argument) in call.named() {
            let mut found = None;
            for (place, name) in bound.iter_mut().zip(self.names.iter().flatten()) {
                if keyword.eq(name.bind(py))? {
                    found = Some(place);
                }
            }
            let keyword = keyword.cast::<PyString>()?;
            match found {
                None => {
                    let keyword = keyword.to_str()?;
                    return wrong(format!("got an unexpected keyword argument '{keyword}'"));
                }
                Some(Some(_)) => {
                    let keyword = keyword.to_str()?;
                    return wrong(format!("got multiple values for argument '{keyword}'"));
                }
                Some(place) => *place = Some(object(py, argument)),
            }
        }
        for ((place, name), must) in bound.iter().zip(&self.names).zip(self.required) {
            if let (None, Some(name), true) = (place, name, must) {
                let name = name.bind(py).to_str()?;
                return wrong(format!("missing required argument: '{name}'"));
            }
        }
        Ok(bound)
    }
}

/// An argument of a call.
#[inline]
fn object<'a>(py: Python<'_>, argument: *mut ffi::PyObject) -> Borrowed<'a, '_, PyAny> {
    // SAFETY: a `Call` holds valid objects only, for as long as `'a`.
    unsafe { Borrowed::from_ptr(py, argument) }
}
