//! Classes, methods and functions that CPython calls by vectorcall (PEP 590).
//!
//! PyO3's argument parser is slower, and panics without memory for the TypeError that it
//! raises. So everything with arguments is a [`Callable`].

use std::ffi::{CString, c_char};
use std::sync::OnceLock;

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyType};

use super::arguments::{Arguments, NO_ARGUMENTS, Parameters, Signature, VectorcallArguments};
use super::raise::{error, noted, set_error};

/// A class, method or function with parameters.
pub(crate) trait Callable {
    /// Its name in its class or module.
    const NAME: &'static str;
    /// Its parameters as `inspect` shows them, such as `($self, event)`.
    const SIGNATURE: &'static str;
    /// The lines of its docstring, each with a space before it.
    const DOC: &'static [&'static str];

    /// What its entry point needs besides these; set when it is installed in its class or module.
    fn installed() -> &'static OnceLock<Installed>;

    /// Calls it. `this` is the object of a method, the module of a function, or the class.
    fn call<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py>;
}

/// The result of a [`Callable`].
pub(crate) type CallResult<'py> = PyResult<Bound<'py, PyAny>>;

/// What the entry point of an installed [`Callable`] needs.
pub(crate) struct Installed {
    parameters: Parameters,
    /// For a class whose `__init__` a program may replace: whether it is the original.
    has_original_init: Option<HasOriginalInit>,
}

/// Whether the `__init__` of a class is the one that the package defined.
type HasOriginalInit = fn(&Bound<'_, PyType>) -> bool;

/// Sets [`Callable::installed`], unless it is set.
fn set_installed<C: Callable>(
    py: Python<'_>,
    has_original_init: Option<HasOriginalInit>,
) -> PyResult<()> {
    let parameters = Parameters::new(py, const { &Signature::parse(C::SIGNATURE) })?;
    C::installed().get_or_init(|| Installed { parameters, has_original_init });
    Ok(())
}

/// An expression for a [`Callable`] with this docstring, name and signature in Python, which
/// calls this function. Classes need only a signature.
macro_rules! callable {
    ($signature:expr => $call:path) => {
        callable!("" $signature => $call)
    };
    ($(#[doc = $doc:literal])* $name:literal $signature:expr => $call:path) => {{
        use std::sync::OnceLock;

        use pyo3::{Bound, PyAny};
        use $crate::python::object::arguments::Arguments;
        use $crate::python::object::call::{CallResult, Callable, Installed};

        struct Declared;

        impl Callable for Declared {
            const NAME: &'static str = $name;
            const SIGNATURE: &'static str = $signature;
            const DOC: &'static [&'static str] = &[$($doc),*];

            fn installed() -> &'static OnceLock<Installed> {
                static INSTALLED: OnceLock<Installed> = OnceLock::new();
                &INSTALLED
            }

            #[inline]
            fn call<'py>(
                this: &Bound<'py, PyAny>,
                arguments: Arguments<'_, 'py>,
            ) -> CallResult<'py> {
                $call(this, arguments)
            }
        }

        Declared
    }};
}
pub(crate) use callable;

/// Declares methods, and `add_methods`, which adds them to their class.
macro_rules! methods {
    ($($(#[doc = $doc:literal])* $name:literal $signature:literal => $call:path;)*) => {
        /// Adds the methods that take arguments.
        fn add_methods(class: &pyo3::Bound<'_, pyo3::types::PyType>) -> pyo3::PyResult<()> {
            use $crate::python::object::call::{add_method, callable};

            $(add_method(class, callable!($(#[doc = $doc])* $name $signature => $call))?;)*
            Ok(())
        }
    };
}
pub(crate) use methods;

/// Declares functions, and `add_functions`, which adds them to the module.
macro_rules! functions {
    ($($(#[doc = $doc:literal])* $name:literal $signature:literal => $call:path;)*) => {
        /// Adds the functions to the module.
        pub(super) fn add_functions(
            module: &pyo3::Bound<'_, pyo3::types::PyModule>,
        ) -> pyo3::PyResult<()> {
            use $crate::python::object::call::{add_function, callable};

            $(add_function(module, callable!($(#[doc = $doc])* $name $signature => $call))?;)*
            Ok(())
        }
    };
}
pub(crate) use functions;

/// Adds a method to a class.
pub(crate) fn add_method<C: Callable>(class: &Bound<'_, PyType>, _: C) -> PyResult<()> {
    let py = class.py();
    let definition = definition::<C>(py)?;
    // SAFETY: the definition is never freed, and its function has the signature of its flags.
    let method = unsafe {
        let method = ffi::PyDescr_NewMethod(class.as_type_ptr(), definition);
        Bound::from_owned_ptr_or_err(py, method)?
    };
    class.setattr(C::NAME, method)
}

/// Adds a function to a module.
pub(crate) fn add_function<C: Callable>(module: &Bound<'_, PyModule>, _: C) -> PyResult<()> {
    let py = module.py();
    let definition = definition::<C>(py)?;
    // SAFETY: as in `add_method`.
    let function = unsafe {
        let function = ffi::PyCFunction_NewEx(definition, module.as_ptr(), module.name()?.as_ptr());
        Bound::from_owned_ptr_or_err(py, function)?.cast_into_unchecked::<PyCFunction>()
    };
    module.add_function(function)
}

/// The definition of a method or function, which lives as long as the process.
fn definition<C: Callable>(py: Python<'_>) -> PyResult<*mut ffi::PyMethodDef> {
    let strip = |line: &&'static str| line.strip_prefix(' ').unwrap_or(line);
    let doc = C::DOC.iter().map(strip).collect::<Vec<_>>().join("\n");
    let doc = format!("{}{}\n--\n\n{doc}", C::NAME, C::SIGNATURE);
    let leak =
        |text: &str| -> PyResult<*const c_char> { Ok(CString::new(text)?.into_raw().cast_const()) };
    set_installed::<C>(py, None)?;
    let flags = ffi::METH_FASTCALL | ffi::METH_KEYWORDS;
    let meth = ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: call_method::<C> };
    let definition = ffi::PyMethodDef {
        ml_name: leak(C::NAME)?,
        ml_meth: meth,
        ml_flags: flags,
        ml_doc: leak(&doc)?,
    };
    Ok(Box::into_raw(Box::new(definition)))
}

/// The entry point of a method or function.
unsafe extern "C" fn call_method<C: Callable>(
    this: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls this, with an object of the class or the module that it
    // was added to, and with arguments of the vectorcall protocol.
    let (py, this, call) = unsafe {
        let py = Python::assume_attached();
        let this = Borrowed::from_ptr(py, this);
        (py, this, VectorcallArguments::new(py, arguments, count as usize, keywords))
    };
    let mut arguments = NO_ARGUMENTS;
    let signature = const { &Signature::parse(C::SIGNATURE) };
    if !call.bind_by_position(py, signature, &mut arguments) {
        let Some(Installed { parameters, .. }) = C::installed().get() else {
            return not_installed(py);
        };
        if !parameters.bind(py, call, &mut arguments) {
            match parameters.bind_or_raise(py, C::NAME, call) {
                Ok(bound) => arguments = bound,
                Err(error) => return set_error(py, error),
            }
        }
    }
    into_raw(py, C::call(&this, arguments))
}

/// Has calls of `class` call `C::call`, in place of `type.__call__` with a tuple, a dict,
/// `__new__` and a Python `__init__`. Subclasses do not inherit this.
///
/// If `has_original_init` returns false, the call goes through `__new__` and `__init__` as well.
pub(crate) fn install<C: Callable>(
    class: &Bound<'_, PyType>,
    _: C,
    has_original_init: Option<HasOriginalInit>,
) -> PyResult<()> {
    set_installed::<C>(class.py(), has_original_init)?;
    let class = class.as_type_ptr();
    // SAFETY: the class is a heap type of ours. Its metaclass is `type` or
    // `ABCMeta`. From CPython 3.12 on, instances of either may be called by
    // vectorcall; before, a heap type like `ABCMeta` lacks the flag, which only
    // permits looking at a class's `tp_vectorcall`. That is null in all classes
    // but ours, and classes without it are called as before.
    unsafe {
        (*class).tp_vectorcall = Some(call_class::<C>);
        #[cfg(not(Py_3_12))]
        {
            (*ffi::Py_TYPE(class.cast())).tp_flags |= ffi::Py_TPFLAGS_HAVE_VECTORCALL;
        }
    }
    Ok(())
}

/// The entry point of a class.
unsafe extern "C" fn call_class<C: Callable>(
    this: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: usize,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls this, with a class that it was installed
    // for, and with arguments of the vectorcall protocol.
    let (py, this, call) = unsafe {
        let py = Python::assume_attached();
        let call = VectorcallArguments::new(py, arguments, count, keywords);
        (py, Borrowed::from_ptr(py, this).cast_unchecked::<PyType>(), call)
    };
    let Some(installed) = C::installed().get() else { return not_installed(py) };
    if !installed.has_original_init.is_none_or(|has_original_init| has_original_init(&this)) {
        return into_raw(py, call_by_type(&this, call));
    }
    let mut arguments = NO_ARGUMENTS;
    let signature = const { &Signature::parse(C::SIGNATURE) };
    if call.bind_by_position(py, signature, &mut arguments)
        || installed.parameters.bind(py, call, &mut arguments)
    {
        into_raw(py, C::call(&this, arguments))
    } else {
        let result = call_by_type(&this, call);
        into_raw(py, result.map_err(|error| noted(py, error, call.advice(signature).as_deref())))
    }
}

/// Calls a class by `type.__call__`, with `__new__` and `__init__`.
#[cold]
fn call_by_type<'py>(
    class: &Bound<'py, PyType>,
    call: VectorcallArguments<'_, 'py>,
) -> CallResult<'py> {
    let py = class.py();
    let (positional, keywords) = call.packed(py)?;
    let keywords = keywords.map_or(std::ptr::null_mut(), |keywords| keywords.into_ptr());
    // SAFETY: `type.__call__` takes a class, a tuple, and a dict or null.
    unsafe {
        let object = match ffi::PyType_Type.tp_call {
            Some(call) => call(class.as_ptr(), positional.as_ptr(), keywords),
            None => std::ptr::null_mut(),
        };
        ffi::Py_XDECREF(keywords);
        Bound::from_owned_ptr_or_err(py, object)
    }
}

/// The first `N` of these arguments, which the signature requires. (`this` is the object that
/// was called.)
#[inline]
pub(crate) fn required<'a, 'py, const N: usize>(
    this: &'a Bound<'py, PyAny>,
    arguments: &'a [Option<Borrowed<'_, 'py, PyAny>>],
) -> PyResult<[&'a Bound<'py, PyAny>; N]> {
    let required: [_; N] = std::array::from_fn(|place| arguments.get(place)?.as_deref());
    if required.iter().any(Option::is_none) {
        return Err(missing_argument(this.py()));
    }
    // The default is never used; a panic is not an option.
    Ok(required.map(|argument| argument.unwrap_or(this)))
}

/// For a missing argument, which [`Parameters`] excludes.
#[cold]
fn missing_argument(py: Python<'_>) -> PyErr {
    error::<PySystemError>(py, "internal error: an argument is missing")
}

/// The result of a function that returns None.
pub(crate) fn none(py: Python<'_>) -> CallResult<'_> {
    Ok(py.None().into_bound(py))
}

/// An object, or Python's None.
#[inline]
pub(crate) fn or_none<'py, T>(py: Python<'py>, object: Option<Bound<'py, T>>) -> Bound<'py, PyAny> {
    object.map_or_else(|| py.None().into_bound(py), Bound::into_any)
}

#[cold]
fn not_installed(py: Python<'_>) -> *mut ffi::PyObject {
    set_error(py, error::<PySystemError>(py, "internal error: the function is not installed"))
}

/// Converts a result to what the interpreter expects: an object, or null with an exception set.
#[inline]
fn into_raw(py: Python<'_>, result: PyResult<Bound<'_, PyAny>>) -> *mut ffi::PyObject {
    match result {
        Ok(object) => object.into_ptr(),
        Err(error) => set_error(py, error),
    }
}
