#!/bin/sh
# Clones REPO_URL (BRANCH, or the repository's default) into /workspace where there is no clone yet, with NEW_BRANCH made from it
# where that is given, then runs the command. With CLAUDEWORK_PASSWORD_FOR=https://host it reads two lines first, a user name and a
# password for that host: variables of a container can be read by whoever may use the engine.
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
  set -- "$@" clone --progress --template=
  [ -z "${BRANCH:-}" ] || set -- "$@" --branch "$BRANCH"
  GIT_ALLOW_PROTOCOL="${GIT_ALLOW_PROTOCOL:-https:ssh}" GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1 GIT_CONFIG_NOSYSTEM=1 \
    GIT_SSH_COMMAND="$(ssh_command)" git "$@" -- "$REPO_URL" "$clone" || exit $?
  unset git_username git_password

  [ -z "${NEW_BRANCH:-}" ] || git -C "$clone" -c core.hooksPath=/dev/null switch -c "$NEW_BRANCH" || fail "the branch $NEW_BRANCH could not be made"

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

# No configuration but ours, no questions, keys of the big hosts known; a new host's key is taken, a changed one refused.
ssh_command() {
  printf 'ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4'
  printf " -o GlobalKnownHostsFile=/etc/claudework/known_hosts -o 'UserKnownHostsFile=%s/.ssh/known_hosts'" "$HOME"
}

# Not `... || clone`: there sh would not stop at a failed command inside.
if [ -n "${REPO_URL:-}" ] && [ ! -e "$work/.git" ]; then clone; fi

exec "$@"
