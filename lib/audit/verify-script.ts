/**
 * How an auditor verifies an exported log with what every Linux has: the guide shows this text, and a test runs it.
 * POSIX sh; exit code 0 when the log is whole and signed, 1 when not.
 */
export const verifyScript = `#!/bin/sh
# sh verify-log.sh <log.jsonl> [<checkpoint-key.pem>]
set -eu
export LC_ALL=C
log=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "NG: $1"; exit 1; }

# 1. Every entry: SHA-256 over the previous hash and the entry.
head -c 32 /dev/zero > "$work/previous"
sed -n 's/^{"previousHash":"[0-9a-f]*","hash":"\\([0-9a-f]*\\)","entry":\\(.*\\)}$/\\1 \\2/p' "$log" |
while read -r hash entry; do
  printf '%s' "$entry" | cat "$work/previous" - > "$work/hashed"
  [ "$(sha256sum < "$work/hashed")" = "$hash  -" ] || fail "altered: $entry"
  openssl dgst -sha256 -binary "$work/hashed" > "$work/previous"
  echo "$hash" > "$work/last"
done
[ -s "$work/last" ] || fail "no entries"
echo "OK: every entry fits the one before it"

# 2. The end: the head names the last entry.
grep -q '^{"head":{"sequence":"[0-9]*","hash":"'"$(cat "$work/last")"'"}}$' "$log" || fail "entries are missing at the end"
echo "OK: complete up to the head"

# 3. The checkpoint: signed by the portal, kept outside of its database.
proof=$(grep '^{"checkpoint":{' "$log") || fail "no checkpoint: export again after an hour"
field() { printf '%s\\n' "$proof" | sed -n 's/.*"'"$1"'":"\\([^"]*\\)".*/\\1/p'; }
field statement | openssl base64 -d -A > "$work/statement"
field signature | openssl base64 -d -A > "$work/signature"
field publicKey | openssl base64 -d -A > "$work/key"
key=\${2:-$work/key}
openssl dgst -sha256 -verify "$key" -signature "$work/signature" "$work/statement" || fail "the signature does not fit"
[ $# -gt 1 ] || echo "Compare with the key that the operator gave you: $(sha256sum < "$key")"

# 4. From this log's entry up to the root that was signed.
leaf=$(field leaf)
node=$(printf '%s' "$leaf" | sha256sum | cut -c 1-64)
for step in $(field path); do
  case $step in
    left:*) pair="\${step#left:} $node" ;;
    *) pair="$node \${step#right:}" ;;
  esac
  node=$(printf 'node %s' "$pair" | sha256sum | cut -c 1-64)
done
grep -q '"root":"'"$node"'"' "$work/statement" || fail "the checkpoint is not of this log"
grep -q '"hash":"'"\${leaf##* }"'","entry":' "$log" || fail "the checkpoint does not match"
echo "OK: $(field at): signed up to entry $(echo "$leaf" | cut -d ' ' -f 3)"
`;
