#!/bin/sh
# Clones REPO_URL (BRANCH, or the repository's default) into /workspace where there is no clone yet, with NEW_BRANCH made from it
# where that is given, then runs the command. With CLAUDEWORK_PASSWORD_FOR=https://host it reads two lines first, a user name and a
# password for that host: variables of a container can be read by whoever may use the engine.
# With CLAUDEWORK_MIRROR=/folder the clone borrows from the mirror there, and gives it what it did not have; with CLAUDEWORK_FILTER a
# partial clone is made, which borrows nothing.
# /workspace/.git appears last: where it is, the clone is whole.
set -eu

work=/workspace

fail() {
  printf '%s\n' "claudework: $1" >&2
  exit 1
}

clone() {
  # What an earlier try left when it was killed.
  rm -rf "$work"/.claudework-clone-*
  [ -z "$(find "$work" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit)" ] ||
    fail "$work is not empty and holds no clone; give the container a new volume there."

  clone=$(mktemp -d "$work/.claudework-clone-XXXXXXXX")
  trap 'rm -rf "$work"/.claudework-clone-*' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p -m 0700 "$HOME/.ssh"
  # Whoever started this container may still be about to put an ssh-agent there.
  waited=0
  while [ -n "${SSH_AUTH_SOCK:-}" ] && [ ! -S "$SSH_AUTH_SOCK" ] && [ "$waited" -lt 100 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done

  set -- -c http.lowSpeedLimit=1 -c "http.lowSpeedTime=${CLAUDEWORK_CLONE_STALL_S:-60}" -c http.followRedirects=initial
  set -- "$@" -c credential.helper= -c core.hooksPath=/dev/null -c core.fsmonitor=false -c submodule.recurse=false -c checkout.workers=4
  if [ -n "${CLAUDEWORK_PASSWORD_FOR:-}" ]; then
    IFS= read -r git_username && IFS= read -r git_password || fail "no password came for $CLAUDEWORK_PASSWORD_FOR"
    export git_username git_password
    set -- "$@" -c "credential.$CLAUDEWORK_PASSWORD_FOR.helper=!f() { test \"\$1\" = get || exit 0; printf 'username=%s\\npassword=%s\\n' \"\$git_username\" \"\$git_password\"; }; f"
  fi
  # Its refs come last, so a mirror that has them has what they name.
  lender=
  if [ -n "${CLAUDEWORK_MIRROR:-}" ] && [ -f "$CLAUDEWORK_MIRROR/packed-refs" ] && [ ! -e "$CLAUDEWORK_MIRROR/broken" ]; then
    # git itself goes on without packs that it cannot read, and then complains at every command of the clone: one look comes first.
    if cut -d ' ' -f 1 "$CLAUDEWORK_MIRROR/packed-refs" | git --git-dir="$CLAUDEWORK_MIRROR" cat-file --batch-check='%(objecttype)' 2>&1 | grep -q 'missing\|error:\|fatal:'; then
      give_up_mirror
    else
      lender=$CLAUDEWORK_MIRROR
    fi
  fi
  code=0
  clone_with "$@" || code=$?
  # Where the repository answers, what failed may be the mirror: the clone is made without it.
  if [ "$code" -ne 0 ] && [ -n "$lender" ] && remote_git "$@" -c http.lowSpeedTime=10 ls-remote --quiet -- "$REPO_URL" HEAD > /dev/null 2>&1; then
    give_up_mirror
    rm -rf "$clone"
    mkdir "$clone"
    lender=
    code=0
    clone_with "$@" || code=$?
  fi
  [ "$code" -eq 0 ] || exit "$code"
  unset git_username git_password

  [ -z "${NEW_BRANCH:-}" ] || git -C "$clone" -c core.hooksPath=/dev/null switch -c "$NEW_BRANCH" || fail "the branch $NEW_BRANCH could not be made"

  [ -z "${CLAUDEWORK_MIRROR:-}" ] || fill_mirror "$CLAUDEWORK_MIRROR" || printf '%s\n' "The mirror of this repository could not be brought up to date; the clone is whole all the same." >&2

  # A repository may hold an entry of the very name that its folder has here.
  while [ -e "$clone/${clone##*/}" ] || [ -L "$clone/${clone##*/}" ]; do
    other=$(mktemp -u "$work/.claudework-clone-XXXXXXXX")
    mv "$clone" "$other"
    clone=$other
  done
  find "$clone" -mindepth 1 -maxdepth 1 ! -name .git -exec mv -t "$work" -- {} +
  mv "$clone/.git" "$work/.git"
  rmdir "$clone"
  trap - EXIT INT TERM HUP
}

# It lends and takes no more.
give_up_mirror() {
  printf '%s\n' "The mirror of this repository could not be used; cloning without it." >&2
  touch "$CLAUDEWORK_MIRROR/broken" || :
}

clone_with() {
  remote_git "$@" clone --progress --template= ${BRANCH:+--branch "$BRANCH"} ${lender:+--reference "$lender"} ${CLAUDEWORK_FILTER:+--filter="$CLAUDEWORK_FILTER"} -- "$REPO_URL" "$clone"
}

remote_git() {
  GIT_ALLOW_PROTOCOL="${GIT_ALLOW_PROTOCOL:-https:ssh}" GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1 GIT_CONFIG_NOSYSTEM=1 \
    GIT_SSH_COMMAND="$(ssh_command)" git "$@"
}

# Adds what the fresh clone holds, which nobody but git has written to. Packs are named by their content, are added and never changed
# or taken away; the refs, all of whose objects are there by then, are replaced as a whole. So nobody needs a lock, whoever is killed
# leaves the mirror whole, and whoever borrows from it is not disturbed.
fill_mirror() (
  mirror=$1
  packs=$clone/.git/objects/pack
  [ ! -e "$mirror/broken" ] && [ ! -e "$clone/.git/shallow" ] && [ -z "$(find "$packs" -name '*.promisor' 2> /dev/null)" ] || exit 0
  [ "$(git -C "$clone" rev-parse --show-object-format)" = sha1 ] || exit 0
  mkdir -p "$mirror/objects/pack" "$mirror/refs" || exit 1
  find "$mirror" -name 'tmp_*' -mmin +120 -delete
  for index in "$packs"/pack-*.idx; do
    [ -f "$index" ] || continue
    # git looks for the index: it comes last.
    put "${index%.idx}.pack" "$mirror/objects/pack" && put "$index" "$mirror/objects/pack" || exit 1
  done
  given=$(mktemp -d) || exit 1
  printf '[core]\n\trepositoryformatversion = 0\n\tbare = true\n[gc]\n\tauto = 0\n' > "$given/config"
  printf 'ref: refs/heads/none\n' > "$given/HEAD"
  git -C "$clone" for-each-ref --format='%(objectname) %(refname)' refs/remotes refs/tags > "$given/packed-refs" || exit 1
  [ -s "$given/packed-refs" ] || exit 0
  put "$given/config" "$mirror" && put "$given/HEAD" "$mirror" && put "$given/packed-refs" "$mirror" replace
)

# A file appears whole, also after a power cut, or not at all.
put() {
  [ "${3:-}" = replace ] || [ ! -e "$2/${1##*/}" ] || return 0
  partial=$(mktemp "$2/tmp_XXXXXXXX") && cp -- "$1" "$partial" && sync -- "$partial" && mv -f -- "$partial" "$2/${1##*/}"
}

# No configuration but ours, no questions, keys of the big hosts known; a new host's key is taken, a changed one refused.
ssh_command() {
  printf 'ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4'
  printf " -o GlobalKnownHostsFile=/etc/claudework/known_hosts -o 'UserKnownHostsFile=%s/.ssh/known_hosts'" "$HOME"
}

# Not `... || clone`: there sh would not stop at a failed command inside.
if [ -n "${REPO_URL:-}" ] && [ ! -e "$work/.git" ]; then clone; fi

exec "$@"
