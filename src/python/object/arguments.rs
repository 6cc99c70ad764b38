//! The arguments of a call, bound to parameters.
//!
//! There are three ways to bind them, each for the calls that the one before it declines:
//! [`VectorcallArguments::bind_by_position`] without keywords, [`Parameters::bind`] with
//! interned keywords, which it compares by their pointers (the keywords in a program's code
//! are interned), and [`Parameters::bind_or_raise`].

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

/// Those of a call that omits all.
pub(super) const NO_ARGUMENTS: Arguments<'static, 'static> = [const { None }; MAX_PARAMETERS];

/// The parameters in the text of a signature.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    /// The names, and None for the rest.
    names: [Option<&'static str>; MAX_PARAMETERS],
    /// Which parameters have no default.
    required: [bool; MAX_PARAMETERS],
    /// How many of them, the first ones, may be passed by position.
    positional: usize,
    /// The smallest number of arguments of a call without keywords; `usize::MAX` if a keyword is
    /// required.
    min_positional: usize,
}

impl Signature {
    /// Parses a signature such as `($self, our_role, policy=None, *, limits=None)`, at compile
    /// time.
    #[allow(clippy::indexing_slicing)] // while compiling
    pub(super) const fn parse(text: &'static str) -> Signature {
        let mut signature = Signature {
            names: [None; MAX_PARAMETERS],
            required: [false; MAX_PARAMETERS],
            positional: 0,
            min_positional: 0,
        };
        let (mut count, mut is_keyword_only) = (0, false);
        let (_, mut rest) = text.split_at("(".len());
        while !rest.is_empty() {
            let (parameter, after) = rest.split_at(find(rest, b",)"));
            match parameter.as_bytes() {
                [] | [b'$', ..] => {}
                b"*" => is_keyword_only = true,
                _ => {
                    let (name, default) = parameter.split_at(find(parameter, b"="));
                    signature.names[count] = Some(name);
                    signature.required[count] = default.is_empty();
                    count += 1;
                    if !is_keyword_only {
                        signature.positional = count;
                    }
                    if default.is_empty() {
                        signature.min_positional = if is_keyword_only { usize::MAX } else { count };
                    }
                }
            }
            let delimiter = if let [b',', b' ', ..] = after.as_bytes() { ", " } else { ")" };
            (_, rest) = after.split_at(delimiter.len());
        }
        signature
    }
}

// A test at compile time, since the tests of the crate do not contain this module.
const _: () = {
    let method = Signature::parse("($self, a, b=b'1.1', *, c=None)");
    assert!(matches!(method.names, [Some(_), Some(_), Some(_), None]));
    assert!(matches!(method.required, [true, false, false, false]));
    assert!(method.positional == 2 && method.min_positional == 1);
    let class = Signature::parse("(*, a, b=None, )");
    assert!(matches!(class.names, [Some(_), Some(_), None, None]));
    assert!(matches!(class.required, [true, false, false, false]));
    assert!(class.positional == 0 && class.min_positional == usize::MAX);
    let none = Signature::parse("($self)");
    assert!(matches!(none.names, [None, ..]) && none.positional == 0 && none.min_positional == 0);
};

/// Where the first of these bytes is; the length of the text if there is none.
#[allow(clippy::indexing_slicing)] // while compiling
const fn find(text: &str, bytes: &[u8]) -> usize {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        let mut i = 0;
        while i < bytes.len() {
            if text[at] == bytes[i] {
                return at;
            }
            i += 1;
        }
        at += 1;
    }
    at
}

/// The parameters of a class, method or function, with interned names.
pub(crate) struct Parameters {
    names: [Option<Py<PyString>>; MAX_PARAMETERS],
    /// How many of them, the first ones, may be passed by position.
    positional: usize,
    /// Which parameters have no default.
    required: [bool; MAX_PARAMETERS],
}

/// The arguments of a function of the vectorcall protocol (PEP 590).
#[derive(Clone, Copy)]
pub(super) struct VectorcallArguments<'a, 'py> {
    positional: &'a [*mut ffi::PyObject],
    named: &'a [*mut ffi::PyObject],
    keywords: Option<Borrowed<'a, 'py, PyTuple>>,
}

impl<'a, 'py> VectorcallArguments<'a, 'py> {
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
    ) -> VectorcallArguments<'a, 'py> {
        // SAFETY: all objects are valid; the first `positional` of them are passed by position,
        // and the others by the names in the tuple.
        unsafe {
            let positional = ffi::PyVectorcall_NARGS(count) as usize;
            let keywords = Borrowed::from_ptr_or_opt(py, keywords)
                .map(|keywords| keywords.cast_unchecked::<PyTuple>());
            let named = keywords.map_or(0, |keywords| keywords.len());
            let (positional, named): (&[_], &[_]) = match positional + named {
                0 => (&[], &[]),
                all => std::slice::from_raw_parts(arguments, all).split_at_unchecked(positional),
            };
            VectorcallArguments { positional, named, keywords }
        }
    }

    /// Binds the arguments of a call without keywords to `bound`, which is empty. Returns false
    /// for other calls and for a wrong number of arguments.
    #[inline]
    pub(super) fn bind_by_position(
        &self,
        py: Python<'py>,
        signature: &'static Signature,
        bound: &mut Arguments<'a, 'py>,
    ) -> bool {
        let given = self.positional.len();
        if self.keywords.is_some()
            || given < signature.min_positional
            || given > signature.positional
        {
            return false;
        }
        let places = bound.iter_mut().take(signature.positional);
        for (place, &argument) in places.zip(self.positional) {
            *place = Some(object(py, argument));
        }
        true
    }

    /// What to do instead, if arguments are passed by position and all parameters of the signature
    /// are keyword-only.
    pub(super) fn advice(&self, signature: &Signature) -> Option<String> {
        let names: Vec<_> = signature.names.iter().copied().flatten().collect();
        let is_wrong = !self.positional.is_empty() && signature.positional == 0;
        (is_wrong && !names.is_empty())
            .then(|| format!("pass the arguments by keyword: {}", names.join(", ")))
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
    /// The parameters of a signature.
    pub(super) fn new(py: Python<'_>, signature: &Signature) -> PyResult<Parameters> {
        let mut names = [const { None }; MAX_PARAMETERS];
        for (place, name) in names.iter_mut().zip(signature.names.iter().flatten()) {
            *place = Some(interned(py, name)?);
        }
        Ok(Parameters { names, positional: signature.positional, required: signature.required })
    }

    /// Binds the arguments of a call in which each keyword is interned to `bound`, which is
    /// empty. Returns false for other calls and for wrong arguments.
    #[inline(never)] // many callers: keep one copy in the instruction cache
    pub(super) fn bind<'a, 'py>(
        &self,
        py: Python<'py>,
        call: VectorcallArguments<'a, 'py>,
        bound: &mut Arguments<'a, 'py>,
    ) -> bool {
        if call.positional.len() > self.positional {
            return false;
        }
        for (place, &argument) in bound.iter_mut().zip(call.positional) {
            *place = Some(object(py, argument));
        }
        for (keyword, argument) in call.named() {
            let is_it = |name: &Option<Py<PyString>>| {
                name.as_ref().is_some_and(|name| name.as_ptr() == keyword.as_ptr())
            };
            let place = self.names.iter().position(is_it).and_then(|at| bound.get_mut(at));
            match place {
                Some(place @ None) => *place = Some(object(py, argument)),
                _ => return false,
            }
        }
        bound.iter().zip(&self.required).all(|(is, must)| is.is_some() || !must)
    }

    /// Binds the arguments of any call, or raises a TypeError.
    #[cold]
    pub(super) fn bind_or_raise<'a, 'py>(
        &self,
        py: Python<'py>,
        function: &str,
        call: VectorcallArguments<'a, 'py>,
    ) -> PyResult<Arguments<'a, 'py>> {
        let wrong = |what: String| Err(error::<PyTypeError>(py, &format!("{function}() {what}")));
        if call.positional.len() > self.positional {
            let (most, given) = (self.positional, call.positional.len());
            return wrong(format!("takes {most} positional arguments but {given} were given"));
        }
        let mut bound = NO_ARGUMENTS;
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
    // SAFETY: `VectorcallArguments` hold valid objects only, for as long as `'a`.
    unsafe { Borrowed::from_ptr(py, argument) }
}
