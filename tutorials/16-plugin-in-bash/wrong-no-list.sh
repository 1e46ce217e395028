sed -i 's/, "supportedVersions".*]//' plugins/rope
