#!/usr/bin/env bash
# Builds dist/UsageTracker.app and dist/UsageTracker.dmg on a Mac, for the architecture it runs on.
#
# Signed when MACOS_SIGNING_IDENTITY names a "Developer ID Application" identity of the keychain; notarized when
# MACOS_NOTARY_PROFILE names a profile that `xcrun notarytool store-credentials` has stored there. Without them the app
# runs, and other Macs ask their owner to allow it in the settings under "Privacy & Security".
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

if [[ "$(uname -s)" != Darwin ]]; then
    say "build_installer.sh makes the macOS app and needs a Mac; here, run: python3 scripts/bundle.py"
    exit 2
fi

app=dist/UsageTracker.app
image=dist/UsageTracker.dmg
named=dist/UsageTracker-$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' usage_tracker_gui/__init__.py)-macos-$(uname -m).dmg

python3 scripts/bundle.py --no-test

if [[ -n "${MACOS_SIGNING_IDENTITY:-}" ]]; then
    # Libraries first, the app last: a signature covers what lies inside.
    sign=(codesign --force --timestamp --options runtime --sign "$MACOS_SIGNING_IDENTITY")
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec "${sign[@]}" {} +
    find "$app/Contents/Frameworks" -type d -name '*.framework' -prune -exec "${sign[@]}" {} \;
    "${sign[@]}" --entitlements packaging/macos/entitlements.plist "$app"
    codesign --verify --deep --strict "$app"
else
    codesign --force --deep --sign - "$app" # Apple silicon runs nothing without any signature
    say "Not signed: MACOS_SIGNING_IDENTITY is not set, so other Macs will warn before they open it."
fi

python3 scripts/bundle.py --only-test

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
ditto "$app" "$staging/UsageTracker.app"
ln -s /Applications "$staging/Applications"
rm -f "$image"
hdiutil create -quiet -volname UsageTracker -srcfolder "$staging" -fs HFS+ -format ULFO "$image"

if [[ -n "${MACOS_SIGNING_IDENTITY:-}" && -n "${MACOS_NOTARY_PROFILE:-}" ]]; then
    codesign --timestamp --sign "$MACOS_SIGNING_IDENTITY" "$image"
    xcrun notarytool submit "$image" --keychain-profile "$MACOS_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
else
    say "Not notarized: that needs MACOS_SIGNING_IDENTITY and MACOS_NOTARY_PROFILE."
fi

cp "$image" "$named"
(cd dist && shasum -a 256 "$(basename "$named")" > SHA256SUMS)
say "Made $app, $image and $named."
