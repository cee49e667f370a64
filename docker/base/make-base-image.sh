#!/bin/bash
# Writes the root file system of a stand-in for node:22-slim to standard output as a tar, from Debian packages and the npm
# packages node-linux-<arch> and npm: for machines that reach those, but no image registry. Progress goes to standard error.
#   docker/base/make-base-image.sh | docker import -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
#     -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["node"]' - claudework-base:22
# Needs root, Debian and npm; installs mmdebstrap where it is missing.
set -euo pipefail

node_version=22.23.3
npm_version=10.9.9
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "There is no Node package for $(uname -m); set CLAUDEWORK_BASE_IMAGE to an image with Node 22." >&2; exit 2 ;;
esac
command -v npm >/dev/null || { echo "npm is missing; install Node with npm and try again." >&2; exit 2; }
if ! command -v mmdebstrap >/dev/null; then
  echo "Installing mmdebstrap" >&2
  [ -n "$(find /var/lib/apt/lists -name '*_Packages*' -print -quit)" ] || apt-get -q update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends mmdebstrap >&2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
extra=$folder/extra
local=$extra/usr/local
mkdir -p "$local/bin" "$local/lib/node_modules/npm" "$local/share/ca-certificates" "$extra/etc/ssl/certs" "$extra/etc/apt/apt.conf.d"

echo "Fetching Node $node_version" >&2
# The binary's own package: the package called node would fetch it in an install script.
npm pack --silent --pack-destination "$folder" "node-linux-$arch@$node_version" "npm@$npm_version" >/dev/null
tar xzf "$folder/node-linux-$arch-$node_version.tgz" -C "$local" --strip-components=1 package/bin
tar xzf "$folder/npm-$npm_version.tgz" -C "$local/lib/node_modules/npm" --strip-components=1
chmod 0755 "$local/bin/node"
ln -s node "$local/bin/nodejs"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$local/bin/npx"

# What this machine trusts and where it gets its packages, so that the build on top works where this did. Certificates of its own
# go where a later `apt-get install ca-certificates` keeps them.
cp -L /etc/ssl/certs/ca-certificates.crt "$extra/etc/ssl/certs/"
find /usr/local/share/ca-certificates -name '*.crt' -exec cp -L -t "$local/share/ca-certificates" {} + 2>/dev/null || true
for file in /etc/apt/apt.conf.d/99*; do
  [ ! -f "$file" ] || cp "$file" "$extra/etc/apt/apt.conf.d/"
done
# Packages that are installed later leave no archives behind.
cat >"$extra/etc/apt/apt.conf.d/80-no-archives" <<'CONF'
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
CONF
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
tar -C "$extra" --owner=0 --group=0 -cf "$folder/extra.tar" etc usr

echo "Fetching Debian packages ($suite)" >&2
mmdebstrap --quiet --variant=minbase --format=tar --include=libstdc++6 \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --customize-hook="tar-in $folder/extra.tar /" \
  --customize-hook='chroot "$1" groupadd --gid 1000 node' \
  --customize-hook='chroot "$1" useradd --uid 1000 --gid node --shell /bin/bash --create-home node' \
  --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*' \
  "$suite" - "$sources"
echo "Done" >&2
