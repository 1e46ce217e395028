//! Namespaces that are held in every way there is, and nothing else, are found.

use serde_json::Value;

use super::{namespaces, on_host};

/// Plants a namespace of each sort, runs `inspect`, and prints what it has planted and then what was found.
///
/// A thread of Python goes into a namespace of its own; what it leaves behind holds that.
const PLANT: &str = r#"
cat > /run/plant.py <<'END'
import ctypes, json, os, socket, subprocess, sys, threading

libc = ctypes.CDLL(None, use_errno=True)
NEWNET = 0x40000000
planted, kept, ready = {}, [], threading.Event()

def own():
    return os.stat('/proc/thread-self/ns/net').st_ino

def call(name, *args):
    if getattr(libc, name)(*args) != 0:
        raise OSError(ctypes.get_errno(), name)

def in_thread(work, stay=False):
    went = threading.Event()
    def run():
        home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
        call('unshare', NEWNET)
        work()
        if not stay:
            call('setns', home, NEWNET)
        os.close(home)
        went.set()
        ready.wait()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    if not went.wait(20):
        sys.exit('a thread did not get through')

def thread():
    planted['thread'] = own()

def descriptor():
    planted['descriptor'] = own()
    kept.append(os.open('/proc/thread-self/ns/net', os.O_RDONLY))

def of_socket():
    planted['socket'] = own()
    kept.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

def shell(script):
    child = subprocess.Popen(['bash', '-c', script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    kept.append(child)
    return int(child.stdout.readline())

tell = 'stat -L -c %i'
in_thread(thread, stay=True)
in_thread(descriptor)
in_thread(of_socket)
planted['process'] = shell(f'exec unshare -n bash -c "{tell} /proc/self/ns/net && read"')
planted['mount'] = shell(f'''exec unshare -m --propagation private bash -c "mkdir -p '/tmp/in here' && mount -t tmpfs t '/tmp/in here' &&
  touch '/tmp/in here/x' && unshare --net='/tmp/in here/x' true && {tell} '/tmp/in here/x' && read"''')
# A mount namespace without a process: a mount of it holds it, and in it stands a mount of a network namespace.
# A mount namespace can be mounted only in one that is older (mnt_ns_loop), and a kernel that numbers them by processor
# knows that only of those made on one: so both are made on this one.
planted['deeper mount'] = shell(f'''mkfifo /run/told && exec 9<>/run/told && exec taskset -c 0 unshare -m --propagation private bash -c '
mount -t tmpfs t /mnt && touch /mnt/m || exit 1
unshare -m --propagation private bash -c "mount -t tmpfs t /tmp && touch /tmp/x && unshare --net=/tmp/x true &&
  {tell} /tmp/x >/run/told && exec sleep 60" >/dev/null &
read -r inode <&9
mount --bind /proc/$!/ns/mnt /mnt/m; done=$?; kill $!
[ $done = 0 ] && echo $inode && read' ''')
print(json.dumps(planted))
sys.stdout.flush()
done = subprocess.run([sys.argv[1], 'inspect', '--format', 'json'] + sys.argv[2:])
sys.exit(done.returncode)
END
"#;

fn found(arguments: &str) -> (Value, Value) {
    let script = format!(
        "{PLANT}\npython3 /run/plant.py {} {arguments}",
        crate::program::path().display()
    );
    let output = on_host(&script);
    let mut lines = output.lines().map(|it| serde_json::from_str(it).unwrap());
    (lines.next().unwrap(), lines.next().unwrap())
}

/// How a namespace is held, if it was found.
fn held<'a>(snapshot: &'a Value, planted: &Value, sort: &str) -> Option<&'a [Value]> {
    let inode = planted[sort].as_u64().unwrap();
    let mut spaces = namespaces(snapshot).iter();
    let space = spaces.find(|it| it["inode"] == inode)?;
    // It could be looked into.
    assert_eq!(space["links"][0]["name"], "lo", "{sort}");
    Some(space["held_by"].as_array().unwrap())
}

#[test]
fn inspect_finds_namespaces_however_they_are_held() {
    let (planted, snapshot) = found("--deep");
    for (sort, kind) in [
        ("process", "process"),
        ("thread", "thread"),
        ("mount", "mount"),
        ("deeper mount", "mount"),
        ("descriptor", "descriptor"),
        ("socket", "socket"),
    ] {
        let held = held(&snapshot, &planted, sort).unwrap_or_else(|| panic!("{sort}: not found"));
        assert_eq!(held.len(), 1, "{sort}: {held:?}");
        assert_eq!(held[0]["kind"], kind, "{sort}");
    }
    let mount = held(&snapshot, &planted, "mount").unwrap();
    assert_eq!(mount[0]["path"], "/tmp/in here/x");
    assert!(mount[0]["mount_namespace"].is_u64(), "{mount:?}");
    assert_eq!(snapshot["deep"], true);
}

#[test]
fn inspect_says_that_it_did_not_look_for_what_only_a_socket_holds() {
    let (planted, snapshot) = found("");
    assert_eq!(held(&snapshot, &planted, "socket"), None);
    assert!(held(&snapshot, &planted, "descriptor").is_some());
    let told = snapshot["unseen"].as_array().unwrap();
    let not_looked_for = |it: &&Value| it["why"].as_str().unwrap().contains("--deep");
    assert!(told.iter().find(not_looked_for).is_some(), "{told:?}");
}
