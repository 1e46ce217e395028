//! The filter that stops a tracee at the system calls the tracer looks at, and at no others.
//!
//! A filter is a list of [`Rule`]s compiled to classic BPF. It is loaded by us, not by `seccompiler`,
//! because that loader sets no_new_privs (set-user-ID programs would behave differently) and its programs
//! kill on a foreign architecture: here a 32-bit program runs on, unseen, and the tracer says so.

use nix::errno::Errno;

use super::abi::{AUDIT_ARCH, Call};

/// When a call is handed to the tracer.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// Always.
    Always,
    /// If the argument has any of these bits.
    AnyBit {
        /// Index of the argument.
        argument: u32,
        /// The bits.
        mask: u32,
    },
    /// If the argument, after masking, equals the value.
    Masked {
        /// Index of the argument.
        argument: u32,
        /// The bits that count.
        mask: u32,
        /// What they must be.
        value: u32,
    },
}

/// One call and when it matters.
#[derive(Debug, Clone, Copy)]
pub struct Rule(pub Call, pub When);

/// A compiled filter, ready to be loaded between fork and exec.
#[derive(Debug, Clone)]
pub struct Filter(Vec<libc::sock_filter>);

// Offsets in `struct seccomp_data`, seccomp(2); the low half of a 64-bit argument comes first on little endian.
const NUMBER: u32 = 0;
const ARCH: u32 = 4;
const ARGUMENTS: u32 = 16;

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const JUMP_EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const JUMP_ANY_BIT: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
const AND: u16 = (libc::BPF_ALU | libc::BPF_AND | libc::BPF_K) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;

impl Filter {
    /// Compiles the rules. A call without a rule is allowed and never stops.
    pub fn new(rules: &[Rule]) -> Filter {
        let allow = op(RETURN, libc::SECCOMP_RET_ALLOW);
        let trace = op(RETURN, libc::SECCOMP_RET_TRACE);
        let mut program = vec![
            op(LOAD, ARCH),
            jump(JUMP_EQUAL, AUDIT_ARCH, 1, 0),
            allow,
            op(LOAD, NUMBER),
        ];
        for Rule(call, when) in rules {
            let number = u32::try_from(call.number()).unwrap_or(u32::MAX);
            let body = match *when {
                When::Always => vec![trace],
                When::AnyBit { argument, mask } => {
                    vec![
                        op(LOAD, low_half(argument)),
                        jump(JUMP_ANY_BIT, mask, 0, 1),
                        trace,
                        allow,
                    ]
                }
                When::Masked {
                    argument,
                    mask,
                    value,
                } => vec![
                    op(LOAD, low_half(argument)),
                    op(AND, mask),
                    jump(JUMP_EQUAL, value, 0, 1),
                    trace,
                    allow,
                ],
            };
            // Bodies are at most five instructions long, so the jump fits its eight bits.
            program.push(jump(JUMP_EQUAL, number, 0, body.len() as u8));
            program.extend(body);
        }
        program.push(allow);
        Filter(program)
    }

    /// Loads the filter into the calling thread. Allocates nothing: safe between fork and exec.
    ///
    /// Needs CAP_SYS_ADMIN in the thread's user namespace, as it leaves no_new_privs alone.
    pub fn load(&self) -> Result<(), Errno> {
        let program = libc::sock_fprog {
            len: self.0.len() as u16,
            filter: self.0.as_ptr().cast_mut(),
        };
        // SAFETY: the kernel copies the program, which outlives the call, and writes nothing to it.
        let answer = unsafe {
            libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                0,
                &raw const program,
            )
        };
        Errno::result(answer).map(drop)
    }
}

fn low_half(argument: u32) -> u32 {
    ARGUMENTS + 8 * argument
}

fn op(code: u16, k: u32) -> libc::sock_filter {
    libc::sock_filter {
        code,
        jt: 0,
        jf: 0,
        k,
    }
}

fn jump(code: u16, k: u32, jt: u8, jf: u8) -> libc::sock_filter {
    libc::sock_filter { code, jt, jf, k }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the program as the kernel would, on the instructions that it uses.
    fn decide(filter: &Filter, arch: u32, number: i64, args: [u64; 6]) -> u32 {
        let mut data = Vec::new();
        data.extend((number as u32).to_ne_bytes());
        data.extend(arch.to_ne_bytes());
        data.extend(0u64.to_ne_bytes());
        for arg in args {
            data.extend(arg.to_ne_bytes());
        }
        let (mut at, mut acc) = (0, 0u32);
        loop {
            let it = filter.0[at];
            at += 1;
            match it.code {
                LOAD => acc = u32::from_ne_bytes(data[it.k as usize..][..4].try_into().unwrap()),
                JUMP_EQUAL => at += usize::from(if acc == it.k { it.jt } else { it.jf }),
                JUMP_ANY_BIT => at += usize::from(if acc & it.k != 0 { it.jt } else { it.jf }),
                AND => acc &= it.k,
                RETURN => return it.k,
                other => panic!("instruction {other}"),
            }
        }
    }

    #[test]
    fn rules_decide_by_call_and_argument() {
        let filter = Filter::new(&[
            Rule(Call::Sendto, When::Always),
            Rule(
                Call::Openat,
                When::AnyBit {
                    argument: 2,
                    mask: 0x43,
                },
            ),
            Rule(
                Call::Ioctl,
                When::Masked {
                    argument: 1,
                    mask: 0xff00,
                    value: 0x8900,
                },
            ),
        ]);
        let trace = libc::SECCOMP_RET_TRACE;
        let allow = libc::SECCOMP_RET_ALLOW;
        let check = |call: Call, args, expected| {
            assert_eq!(decide(&filter, AUDIT_ARCH, call.number(), args), expected)
        };
        check(Call::Sendto, [0; 6], trace);
        check(Call::Recvfrom, [0; 6], allow);
        check(Call::Openat, [0, 0, 0x8_0000, 0, 0, 0], allow);
        check(Call::Openat, [0, 0, 0x8_0041, 0, 0, 0], trace);
        check(Call::Ioctl, [3, 0x8933, 0, 0, 0, 0], trace);
        check(Call::Ioctl, [3, 0x5401, 0, 0, 0, 0], allow);
        assert_eq!(
            decide(&filter, 0x4000_0003, Call::Sendto.number(), [0; 6]),
            allow
        );
    }
}
