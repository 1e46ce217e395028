//! A stopped task's memory, read and written. process_vm_readv(2): microseconds where PTRACE_PEEKDATA takes a thousand times that.

use std::io::{IoSlice, IoSliceMut};

use nix::errno::Errno;
use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;

const PAGE: usize = 4096;

/// Up to `length` bytes at `address`; fewer if the memory ends before.
pub fn read(tid: i32, address: u64, length: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = vec![0; length];
    if length == 0 {
        return Ok(bytes);
    }
    let count = read_into(tid, address, &mut bytes)?;
    bytes.truncate(count);
    Ok(bytes)
}

/// Writes all bytes to memory that the task itself may write.
pub fn write(tid: i32, address: u64, bytes: &[u8]) -> Result<(), Errno> {
    let base = usize::try_from(address).map_err(|_| Errno::EFAULT)?;
    let remote = [RemoteIoVec {
        base,
        len: bytes.len(),
    }];
    let count = process_vm_writev(Pid::from_raw(tid), &[IoSlice::new(bytes)], &remote)?;
    if count == bytes.len() {
        Ok(())
    } else {
        Err(Errno::EFAULT)
    }
}

/// The string that ends with a NUL at `address`, without the NUL, cut after `limit` bytes.
pub fn read_string(tid: i32, address: u64, limit: usize) -> Result<Vec<u8>, Errno> {
    let mut text = Vec::new();
    let mut at = address;
    while text.len() < limit {
        // Never past the end of a page: the next one may not be mapped.
        let here = usize::try_from(at).map_err(|_| Errno::EFAULT)?;
        let chunk = (PAGE - here % PAGE).min(256).min(limit - text.len());
        let bytes = read(tid, at, chunk)?;
        if let Some(end) = bytes.iter().position(|byte| *byte == 0) {
            text.extend_from_slice(&bytes[..end]);
            return Ok(text);
        }
        if bytes.is_empty() {
            return Err(Errno::EFAULT);
        }
        at += bytes.len() as u64;
        text.extend(bytes);
    }
    Ok(text)
}

/// The strings of a NULL-terminated array of pointers (argv, envp), at most `limit` of them.
pub fn read_strings(
    tid: i32,
    address: u64,
    limit: usize,
    string_limit: usize,
) -> Result<Vec<Vec<u8>>, Errno> {
    let mut strings = Vec::new();
    if address == 0 {
        return Ok(strings);
    }
    while strings.len() < limit {
        let pointer = read_word(tid, address + 8 * strings.len() as u64)?;
        if pointer == 0 {
            break;
        }
        strings.push(read_string(tid, pointer, string_limit)?);
    }
    Ok(strings)
}

/// One 64-bit word.
pub fn read_word(tid: i32, address: u64) -> Result<u64, Errno> {
    let mut word = [0; 8];
    match read_into(tid, address, &mut word)? {
        8 => Ok(u64::from_ne_bytes(word)),
        _ => Err(Errno::EFAULT),
    }
}

/// A `struct iovec` array: address and length of each piece, at most 1024 as the kernel allows (IOV_MAX).
pub fn read_iovecs(tid: i32, address: u64, count: u64) -> Result<Vec<(u64, usize)>, Errno> {
    let count = usize::try_from(count.min(1024)).unwrap_or(0);
    let bytes = read(tid, address, 16 * count)?;
    let word = |chunk: &[u8]| u64::from_ne_bytes(chunk.try_into().unwrap_or([0; 8]));
    Ok(bytes
        .chunks_exact(16)
        .map(|it| {
            (
                word(&it[..8]),
                usize::try_from(word(&it[8..])).unwrap_or(usize::MAX),
            )
        })
        .collect())
}

fn read_into(tid: i32, address: u64, bytes: &mut [u8]) -> Result<usize, Errno> {
    let base = usize::try_from(address).map_err(|_| Errno::EFAULT)?;
    let remote = RemoteIoVec {
        base,
        len: bytes.len(),
    };
    process_vm_readv(Pid::from_raw(tid), &mut [IoSliceMut::new(bytes)], &[remote])
}
