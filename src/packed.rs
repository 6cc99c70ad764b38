//! Numbers of more than 64 bits, as they are kept.

/// A number aligned to 8 bytes. What is aligned like a `u128`, to 16 bytes, spreads that
/// to all that holds it: enums have tags of 16 bytes then, which take long to write and to
/// read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C, packed(8))]
pub struct Packed<T: Copy>(T);

impl<T: Copy> Packed<T> {
    /// The number.
    #[inline]
    pub fn get(self) -> T {
        self.0
    }
}

impl<T: Copy> From<T> for Packed<T> {
    #[inline]
    fn from(number: T) -> Packed<T> {
        Packed(number)
    }
}
