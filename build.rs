//! Configures the Python layer for the interpreter and the compiler options of this build.

fn main() {
    #[cfg(feature = "python")]
    {
        pyo3_build_config::use_pyo3_cfgs();
        println!("cargo::rustc-env=H11_HAS_PROFILE={}", if has_profile() { "yes" } else { "no" });
    }
}

/// Whether the compiler optimizes with a profile, as `maturin --pgo` has it do. Cargo passes the
/// compiler's options in this variable, separated by 0x1f.
#[cfg(feature = "python")]
fn has_profile() -> bool {
    let options = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    options.split('\x1f').any(|option| {
        let option = option.strip_prefix("-C").unwrap_or(option);
        option.starts_with("profile-use=")
    })
}
