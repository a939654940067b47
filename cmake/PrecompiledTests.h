// What Precompiled.h is for core, with Qt Test. The tests share one, built for the target test_headers.
#pragma once
#include "Precompiled.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
