#!/bin/sh
# Makes the secrets of compose.yaml in deploy/secrets, those that are missing; changes none.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
chmod 700 secrets
cd secrets

# keep NAME CONTENT: others may read the file, as the containers' users must, but not reach into this folder.
keep() {
  [ -e "$1" ] && return
  printf '%s\n' "$2" > "$1.new"
  chmod 444 "$1.new"
  mv "$1.new" "$1"
  echo "made deploy/secrets/$1"
}

keep master_key "$(openssl rand -base64 32)"
keep admin_token "$(openssl rand -hex 32)"
keep database_password "$(openssl rand -hex 32)"
keep database_url "postgres://jackfield:$(cat database_password)@postgres:5432/jackfield"
echo 'Back up deploy/secrets/master_key: without it no saved credential can be read.'
